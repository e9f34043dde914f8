import type { Condition } from '../condition.ts';
import type { Definition } from './definition.ts';
import { digitsThat, isNumeric } from './find/digits.ts';
import { findJson } from './find/json.ts';
import { literal } from './find/literal.ts';
import type { Format } from './format.ts';
import { partKind } from './parts/index.ts';

/**
 * Creates what finds the lines of a format before they are parsed. A number can be written in many ways, so it is looked
 * for only where the definition says what it looks like; a text is where it stands in the line as it is.
 */
export function createFind(definition: Definition): Format['find'] {
  if (definition.syntax === 'json') return definition.fields === undefined ? findJson : () => undefined;
  const hints = new Map(Object.entries(definition.find ?? {}));
  return (condition) => {
    const hint = hints.get(condition.field);
    const put = (text: string | undefined) => text && (hint?.around.replace('{}', () => text) ?? text);
    if (isNumeric(condition.value)) {
      const digits = hint?.digits === undefined ? undefined : digitsThat(condition, hint.digits);
      return put(digits && `(?:${digits})`);
    }
    if (condition.operator !== '=') return undefined;
    return definition.syntax === 'logfmt' ? findLogfmt(condition.value) : put(findText(definition, condition));
  };
}

// Values in quotes have the escapes of JSON.
function findLogfmt(value: string): string | undefined {
  const text = /["\\]/.test(value) ? undefined : literal(value)?.replaceAll('/', '\\\\?/');
  return text === undefined ? undefined : `${text}|\\\\u`;
}

function findText(definition: Definition, { field, value }: Condition): string | undefined {
  const root = field.split('.')[0] ?? field;
  const made = Object.entries(definition.parts ?? {}).map(([group, part]) => ({ group, kind: partKind(part) }));
  const isAltered = made.some(({ group, kind }) => !kind.isLiteral && (kind.makes(group) ?? []).includes(root));
  // Structured data escapes ] " and \; pairs run blanks together.
  if (isAltered || (made.length > 0 && /["\\\]]/.test(value))) return undefined;
  const text = literal(value);
  return made.length > 0 ? text?.replaceAll(' ', ' +') : text;
}
