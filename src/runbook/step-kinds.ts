import { checkKinds } from '../checks/kinds.ts';

/** The keys that say what a step is: `ask` a question, `do` an action, or the kind of a check. */
export const stepKinds = ['ask', 'do', ...checkKinds] as const;
