import { type AskedQuestion, landmarks } from './asked-question.ts';
import type { ReplyLine } from './normalise-line.ts';
import { headerOf } from './read-header.ts';

/** A code as it was typed: of which question, and which letter. */
export type TypedCode = { readonly number: number; readonly code: string };

/** What a line of a reply looks like, whatever stands around it. */
export type LineKind =
  | { readonly kind: 'blank' | 'signature' | 'header' | 'end' | 'mail-header' | 'words' }
  /** The first line of a question. */
  | { readonly kind: 'anchor'; readonly number: number; readonly step: string }
  /** One of our answers; `inside` is what stands between its brackets, `behind` what comes after its code. */
  | { readonly kind: 'box'; readonly typed: TypedCode; readonly inside: string; readonly behind: string }
  | { readonly kind: 'field'; readonly field: 'sure' | 'words' | 'by'; readonly value: string }
  /** Codes and nothing else: `1b, 2a`. */
  | { readonly kind: 'codes'; readonly typed: readonly TypedCode[]; readonly isSpaced: boolean }
  /** Words behind the number of a question: `2: since Monday`. */
  | { readonly kind: 'numbered'; readonly number: number; readonly value: string };

/** Tells what a line looks like. Codes and numbers need not be those of a question. */
export function recogniseLine({ text, written }: ReplyLine, questions: readonly AskedQuestion[]): LineKind {
  if (text === '') return { kind: 'blank' };
  // RFC 3676, 4.3: "-- " begins a signature.
  if (text === '--') return { kind: 'signature' };
  if (headerOf(text) !== undefined) return { kind: 'header' };
  if (text.toLowerCase() === landmarks.actions.toLowerCase()) return { kind: 'header' };
  if (/^End of the questions\.?$/i.test(text)) return { kind: 'end' };
  return (
    anchorOf(text, questions) ??
    boxOf(text) ??
    fieldOf(text, written) ??
    codesOf(text) ??
    numberedOf(text) ?? { kind: isMailHeader(text) ? 'mail-header' : 'words' }
  );
}

function anchorOf(
  text: string,
  questions: readonly AskedQuestion[],
): Extract<LineKind, { kind: 'anchor' }> | undefined {
  const [, number = '', step = ''] = /^Q\s?(\d{1,3})\s*\(([\w-]+)\)\s*:?$/i.exec(text) ?? [];
  const known = questions.find((question) => question.step === step.toLowerCase());
  return known === undefined ? undefined : { kind: 'anchor', number: Number(number), step: known.step };
}

function boxOf(text: string): LineKind | undefined {
  const found = /^(x\s*)?[[(](.{0,4})[\])]\s*q?(\d{1,3})\s?([a-z]{1,2})\b[).:]?\s*(.*)$/i.exec(text);
  if (found === null) return undefined;
  const [, before = '', within = '', number, code = '', behind = ''] = found;
  return {
    kind: 'box',
    typed: { number: Number(number), code: code.toLowerCase() },
    inside: `${before}${within}`.trim(),
    behind,
  };
}

const fields = { how: 'sure', in: 'words', answered: 'by' } as const;

/** What a person typed behind it is taken as it was written. */
function fieldOf(text: string, written: string): LineKind | undefined {
  const [, name] = /^(how(?= sure)|in(?= words)|answered(?= by))\b[^:]*:/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  const value = written.slice(written.indexOf(':') + 1).replace(/^[*_\s]+/, '');
  return { kind: 'field', field: fields[name.toLowerCase() as keyof typeof fields], value };
}

function codesOf(text: string): LineKind | undefined {
  if (!/^(?:q?\d{1,3}\s?[a-z]{1,2}(?:[\s,;.]+|$))+$/i.test(text)) return undefined;
  const pairs = [...text.matchAll(/q?(\d{1,3})(\s?)([a-z]{1,2})/gi)];
  return {
    kind: 'codes',
    typed: pairs.map(([, number, , code = '']) => ({ number: Number(number), code: code.toLowerCase() })),
    isSpaced: pairs.some(([, , space]) => space !== ''),
  };
}

/** Space behind the mark, so that 10:30:15 and 1.5 s are none; a letter where a mark follows it, so that "3d ago" is none. */
function numberedOf(text: string): LineKind | undefined {
  const [, number, value] = /^q?(\d{1,3})(?:\s*[.:)=]\s+|\s?(?=[a-z]{1,2}[,:;)]\s))(.+)$/i.exec(text) ?? [];
  return value === undefined ? undefined : { kind: 'numbered', number: Number(number), value };
}

/** What mail programs put above what they quote. */
function isMailHeader(text: string): boolean {
  return /^(?:from|sent|to|cc|date|subject|von|gesendet|an|betreff):\s|(?:wrote|schrieb.*|a écrit) ?:$|^-+ ?original message ?-+$|^_{5,}$/i.test(
    text,
  );
}
