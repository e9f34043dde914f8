/**
 * An event of a log: one line, or several where its format has continuation lines (a stack trace). Times are milliseconds
 * since 1970, NaN where unknown; `at` is when it began, or its stamp where that is all there is. `ref` finds its line again
 * and has no meaning of its own, except that within a log it grows with the place in the files. `part` is the reference at which
 * the part of the file begins that was read in one go, and `line` counts from 1 there.
 */
export type LogEvent = {
  readonly ref: number;
  readonly part: number;
  readonly line: number;
  readonly raw: string;
  readonly at: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly resolutionMs: number;
  readonly fields: { readonly [name: string]: unknown };
};

/** A field of an event by its name, or by its path into nested fields (`request.headers.host`); undefined where there is none. */
export function fieldOf(fields: LogEvent['fields'], name: string): unknown {
  const direct = fields[name];
  if (direct !== undefined || !name.includes('.')) return direct;
  let value: unknown = fields;
  for (const key of name.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as { readonly [key: string]: unknown })[key];
  }
  return value;
}

/** The fields that must be read to find a field by its name or path: that may be a key of its own, or lead into the one under its first part. */
export function fieldsOfName(name: string): readonly string[] {
  const [first = name] = name.split('.');
  return first === name ? [name] : [name, first];
}

/**
 * A copy of a text that is to be kept: a slice of 13 characters or more would keep the whole chunk of the log alive that it
 * was cut from (V8).
 */
export function keep(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}
