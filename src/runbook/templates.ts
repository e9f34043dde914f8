import type { BoundSql } from '../logs/source.ts';
import { type Bindings, evaluateExpression } from './expressions.ts';

const slot = /\$\{\{([\s\S]*?)\}\}/g;

/** The expressions of a text, in order. */
export function expressionsIn(text: string): readonly string[] {
  return [...text.matchAll(slot)].map((match) => (match[1] ?? '').trim());
}

/** Whether any template inside a value names an input. */
export function namesInput(value: unknown, id: string): boolean {
  if (typeof value === 'string') return expressionsIn(value).some((expression) => expressionNamesInput(expression, id));
  return typeof value === 'object' && value !== null && Object.values(value).some((inner) => namesInput(inner, id));
}

/** Whether an expression names an input. */
export function expressionNamesInput(expression: string, id: string): boolean {
  return new RegExp(`\\binputs\\s*(?:\\.\\s*${id}\\b|\\[\\s*["']${id}["']\\s*\\])`).test(expression);
}

/** Fills a text's `${{ … }}`. A text that is nothing but one expression gives its value; else the values stand in the text. */
export function fillTemplate(text: string, bindings: Bindings): unknown {
  const [only] = text.matchAll(slot);
  if (only !== undefined && only[0] === text.trim()) return evaluateExpression((only[1] ?? '').trim(), bindings);
  return fillText(text, bindings);
}

/** Fills a text's `${{ … }}` and always gives text. */
export function fillText(text: string, bindings: Bindings): string {
  return text.replace(slot, (_, expression: string) => renderValue(evaluateExpression(expression.trim(), bindings)));
}

/** Fills every template inside a value, however deep. */
export function fillDeep(value: unknown, bindings: Bindings): unknown {
  if (typeof value === 'string') return fillTemplate(value, bindings);
  if (Array.isArray(value)) return value.map((inner) => fillDeep(inner, bindings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fillDeep(inner, bindings)]));
}

/** Turns a SQL text's `${{ … }}` into bound parameters: a value never becomes part of the statement. */
export function bindSql(text: string, bindings: Bindings): BoundSql {
  const values: (string | number | boolean | null)[] = [];
  const bound = text.replace(slot, (_, expression: string) => {
    const value = evaluateExpression(expression.trim(), bindings);
    values.push(typeof value === 'number' || typeof value === 'boolean' || value === null ? value : String(value));
    return `$${values.length}`;
  });
  return { text: bound, values };
}

function renderValue(value: unknown): string {
  if (value === null || value === undefined) return 'not recorded';
  if (typeof value === 'number') return String(Math.round(value * 1000) / 1000);
  if (Array.isArray(value)) return value.map(renderValue).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
