/** How an index of the fake maps a field; `fields` are its sub-fields (Elasticsearch, "Field data types"). */
export type FieldMapping = {
  readonly type:
    | 'text'
    | 'match_only_text'
    | 'keyword'
    | 'wildcard'
    | 'long'
    | 'double'
    | 'boolean'
    | 'date'
    | 'date_nanos';
  readonly ignore_above?: number;
  readonly fields?: { readonly [name: string]: FieldMapping };
};

export type Mapping = { readonly [field: string]: FieldMapping };

/** A document as it is indexed: what each field is found by, and the fields that were left out of the index. */
export type Indexed = {
  readonly values: ReadonlyMap<string, readonly (string | number | bigint)[]>;
  readonly ignored: readonly string[];
};

export type Document = { readonly [name: string]: unknown };

/** All fields of a mapping, sub-fields under their full names. */
export function fieldsOf(mapping: Mapping): ReadonlyMap<string, FieldMapping> {
  const all = new Map<string, FieldMapping>();
  for (const [name, field] of Object.entries(mapping)) {
    all.set(name, field);
    for (const [sub, inner] of Object.entries(field.fields ?? {})) all.set(`${name}.${sub}`, inner);
  }
  return all;
}

/** Indexes a document: text in words of the standard analyzer, whole numbers cut off, too long keywords left out. */
export function indexDocument(document: Document, mapping: Mapping): Indexed {
  const values = new Map<string, readonly (string | number | bigint)[]>();
  const ignored: string[] = [];
  for (const [name, field] of Object.entries(mapping)) {
    const found = [valueAt(document, name)].flat().filter((value) => value !== undefined && value !== null);
    for (const [full, kept] of [
      [name, field] as const,
      ...Object.entries(field.fields ?? {}).map(([sub, inner]) => [`${name}.${sub}`, inner] as const),
    ]) {
      const indexed = found.flatMap((value) => indexValue(value, kept) ?? []);
      if (found.some((value) => indexValue(value, kept) === undefined)) ignored.push(full);
      if (indexed.length > 0) values.set(full, indexed);
    }
  }
  return { values, ignored };
}

/** A stamp in nanoseconds since 1970. */
export function toNs(text: string): bigint {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  const seconds = Date.parse(text.replace(/\.\d+/, '')) / 1000;
  return BigInt(seconds) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0').slice(0, 9));
}

/** A stamp as `strict_date_optional_time_nanos` writes it. */
export function fromNs(ns: bigint): string {
  const iso = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, -1);
  const rest = ns % 1_000_000n;
  return `${iso}${rest === 0n ? '' : String(rest).padStart(6, '0')}Z`;
}

/** The words of the standard analyzer, near enough: runs of letters, digits and _, and dots inside them, in lower case. */
function analyze(text: string): readonly string[] {
  return (text.match(/[\p{L}\p{N}_]+(?:[.'’][\p{L}\p{N}_]+)*/gu) ?? []).map((word) => word.toLowerCase());
}

function indexValue(value: unknown, field: FieldMapping): readonly (string | number | bigint)[] | undefined {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  switch (field.type) {
    case 'text':
    case 'match_only_text':
      return analyze(text);
    case 'keyword':
    case 'wildcard':
      return text.length > (field.ignore_above ?? Number.POSITIVE_INFINITY) ? undefined : [text];
    case 'long':
      return Number.isFinite(Number(text)) && text !== '' ? [Math.trunc(Number(text))] : undefined;
    case 'double':
      return Number.isFinite(Number(text)) && text !== '' ? [Number(text)] : undefined;
    case 'boolean':
      return [text];
    case 'date':
    case 'date_nanos': {
      const ns = toNs(text);
      return [field.type === 'date' ? (ns / 1_000_000n) * 1_000_000n : ns];
    }
  }
}

function valueAt(document: Document, name: string): unknown {
  if (name in document) return document[name];
  let value: unknown = document;
  for (const key of name.split('.')) value = (value as Document | undefined)?.[key];
  return value;
}
