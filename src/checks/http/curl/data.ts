/** One piece of data of a curl line: its text, or the file it is read from. */
export type CurlData = {
  readonly kind: 'data' | 'json';
  readonly text?: string;
  readonly file?: string;
  readonly isExact: boolean;
};

/** Whether an option gives data. */
export function isDataOption(name: string): boolean {
  return /^(data(-raw|-ascii|-binary|-urlencode)?|json)$/.test(name);
}

/** Reads the value of an option that gives data. `isExact`: the file is sent as it lies; `--data @file` drops its line breaks. */
export function readData(name: string, value: string): CurlData {
  const kind = name === 'json' ? 'json' : 'data';
  if (name === 'data-urlencode') return readEncoded(value);
  if (name === 'data-raw' || !value.startsWith('@')) return { kind, text: value, isExact: true };
  return { kind, file: value.slice(1), isExact: name === 'data-binary' };
}

/** The body that pieces of data make: those of `--data` are joined by `&`. `problem` names what cannot be joined. */
export function toBody(data: readonly CurlData[]): {
  readonly body: string | undefined;
  readonly bodyFile: string | undefined;
  readonly problem: string | undefined;
} {
  const [first, ...others] = data;
  if (first === undefined) return { body: undefined, bodyFile: undefined, problem: undefined };
  const file = data.find((piece) => piece.file !== undefined)?.file;
  if (file !== undefined)
    return {
      body: undefined,
      bodyFile: file,
      problem: others.length > 0 ? '--data from a file beside other data' : undefined,
    };
  const text = others.reduce(
    (before, { kind, text: next = '' }) => `${before}${kind === 'json' ? '' : '&'}${next}`,
    first.text ?? '',
  );
  return { body: text, bodyFile: undefined, problem: undefined };
}

/** `--data-urlencode` takes `content`, `=content`, `name=content`; with an `@` in place of the `=` a file. */
function readEncoded(value: string): CurlData {
  const at = value.search(/[=@]/);
  if (at < 0) return { kind: 'data', text: encode(value), isExact: true };
  if (value[at] === '@') return { kind: 'data', file: value.slice(at + 1), isExact: false };
  const name = value.slice(0, at);
  return { kind: 'data', text: `${name === '' ? '' : `${name}=`}${encode(value.slice(at + 1))}`, isExact: true };
}

/** curl leaves only what RFC 3986 2.3 calls unreserved. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}
