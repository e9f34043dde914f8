import { escapeHtml } from '../html/escape.ts';

/** How wide every drawing is, in its own units: on a phone a unit is a little less than a pixel, on a desk a little more. */
export const svgWidth = 420;

/** A drawing without its frame. */
export type Drawing = { readonly shapes: string; readonly width: number; readonly height: number };

/** About how wide a character of a label is. */
const characterWidth = 6.4;

/** A text at a place, cut to `room` units. `className` says what it is: `label`, `note` or `change`. */
export function text(
  content: string,
  of: {
    readonly x: number;
    readonly y: number;
    readonly room?: number;
    readonly anchor?: 'start' | 'middle' | 'end';
    readonly className?: string;
  },
): string {
  const { x, y, room = svgWidth, anchor = 'start', className = 'label' } = of;
  return `<text class="${className}" x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escapeHtml(cut(content, room))}</text>`;
}

/** A rectangle; `className` says what it is. `share` is how dark it is, from 0 to 1. */
export function rect(of: {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly className: string;
  readonly share?: number;
}): string {
  const { x, y, width, height, className, share } = of;
  const opacity = share === undefined ? '' : ` fill-opacity="${round(share)}"`;
  return `<rect class="${className}" x="${round(x)}" y="${round(y)}" width="${round(Math.max(0, width))}" height="${round(Math.max(0, height))}"${opacity}/>`;
}

export function circle(x: number, y: number, className: string): string {
  return `<circle class="${className}" cx="${round(x)}" cy="${round(y)}" r="4"/>`;
}

/** A straight line from one place to another. */
export function stroke(from: readonly [number, number], to: readonly [number, number], className: string): string {
  return `<line class="${className}" x1="${round(from[0])}" y1="${round(from[1])}" x2="${round(to[0])}" y2="${round(to[1])}"/>`;
}

/** Lines through places. */
export function path(places: readonly (readonly [number, number])[], className: string): string {
  return `<polyline class="${className}" points="${places.map(([x, y]) => `${round(x)},${round(y)}`).join(' ')}"/>`;
}

/** A number as an attribute has it: to a tenth, never an exponent. */
function round(value: number): string {
  return Number.isFinite(value) ? String(Math.round(Math.max(-1e6, Math.min(1e6, value)) * 10) / 10) : '0';
}

function cut(content: string, room: number): string {
  const characters = [...content];
  const most = Math.max(1, Math.floor(room / characterWidth));
  return characters.length <= most ? content : `${characters.slice(0, most - 1).join('')}…`;
}
