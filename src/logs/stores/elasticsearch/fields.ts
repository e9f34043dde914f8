import type { Filter } from '../../filter.ts';
import type { Client } from '../client.ts';
import type { ElasticsearchSource } from '../store-schema.ts';

/** What an index knows of a field: its one type, and the indices that do not map it, whose documents may hold it all the same. */
export type MappedField = { readonly name: string; readonly type: string; readonly unmapped: readonly string[] };

/** The fields that can be searched, by name. */
export type MappedFields = ReadonlyMap<string, MappedField>;

/** Sub-fields under which a text is often kept whole: by dynamic mapping, ECS and old Logstash. */
const subFields = ['keyword', 'wildcard', 'raw'];

/** The fields whose text a match is looked for in. */
export function searchedFields(source: ElasticsearchSource): readonly string[] {
  return source.message === undefined ? source.search : [source.message];
}

/**
 * Asks for the types of the fields that a filter names (Elasticsearch and OpenSearch, "Field capabilities API"). A field
 * of several types, or that some index keeps without searching it, is left out; so are all where the question is refused.
 */
export async function readFields(client: Client, source: ElasticsearchSource, filter: Filter): Promise<MappedFields> {
  const texts = filter.texts.length > 0 || filter.regex !== undefined ? searchedFields(source) : [];
  const names = [...new Set([...texts, ...filter.where.map(({ field }) => field)])].filter((name) =>
    /^[\w@.-]+$/.test(name),
  );
  if (names.length === 0) return new Map();
  const wanted = names.flatMap((name) => [name, ...subFields.map((sub) => `${name}.${sub}`)]);
  const query = new URLSearchParams({ fields: wanted.join(','), include_unmapped: 'true', allow_no_indices: 'true' });
  const told = await client.ask({ path: `${toPath(source.index)}/_field_caps?${query}` });
  if (told.status === 401 || told.status === 404) throw client.refusal(told, readReason(told.text));
  if (told.status !== 200 || told.text === undefined) {
    client.notice('Elasticsearch did not tell the types of its fields: only the window was asked for');
    return new Map();
  }
  const answer = client.json(told) as Capabilities;
  return new Map(Object.entries(answer.fields ?? {}).flatMap(([name, types]) => toField(name, types)));
}

/** The fields that keep the text of a field: itself, and its sub-fields. */
export function keepersOf(fields: MappedFields, name: string): readonly MappedField[] {
  return [name, ...subFields.map((sub) => `${name}.${sub}`)].flatMap((keeper) => fields.get(keeper) ?? []);
}

/** The names of indices as a path of a URL: commas and stars keep their meaning. */
export function toPath(index: string): string {
  return index
    .split(',')
    .map((name) => encodeURIComponent(name).replaceAll('%2A', '*'))
    .join(',');
}

/** The reason in an error of Elasticsearch, or the text as it is. */
export function readReason(text: string | undefined): string {
  try {
    const { error } = JSON.parse(text ?? '') as { readonly error?: string | Reason };
    if (typeof error === 'string') return error;
    const root = error?.root_cause?.[0];
    return [root?.type ?? error?.type, root?.reason ?? error?.reason].filter((part) => part !== undefined).join(': ');
  } catch {
    return text ?? '';
  }
}

type Reason = {
  readonly type?: string;
  readonly reason?: string;
  readonly root_cause?: readonly { readonly type?: string; readonly reason?: string }[];
};

type Capability = {
  readonly searchable?: boolean;
  readonly indices?: readonly string[];
  readonly non_searchable_indices?: readonly string[] | null;
};

type Capabilities = { readonly fields?: { readonly [name: string]: { readonly [type: string]: Capability } } };

function toField(name: string, types: { readonly [type: string]: Capability }): readonly [string, MappedField][] {
  const { unmapped, ...mapped } = types;
  const [only, ...more] = Object.entries(mapped);
  if (only === undefined || more.length > 0) return [];
  const [type, capability] = only;
  if (capability.searchable !== true || (capability.non_searchable_indices ?? []).length > 0) return [];
  return [[name, { name, type, unmapped: unmapped?.indices ?? [] }]];
}
