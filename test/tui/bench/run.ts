export { measureScroll } from './scroll.ts';
export { measureMemory } from './session.tsx';
