import { z } from 'zod';

const template = /^\s*\$\{\{\s*inputs\.[a-z0-9_]+\s*\}\}\s*$/;
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');
/** A credential as a runbook may write it: the whole of a secret input. */
export const secret = z
  .string()
  .regex(
    template,
    'must not stand in a runbook: name an environment variable (…_env) or a secret input (${{ inputs.x }})',
  );

const bearer = {
  token: secret.optional().describe('A secret input whose value is sent as a bearer token'),
  token_env: variable.optional().describe('The environment variable that holds the bearer token'),
};

const basic = {
  user: z.string().min(1).optional().describe('The user to sign in as'),
  user_env: variable.optional().describe('The environment variable that holds the user'),
  password: secret.optional().describe('A secret input that is the password'),
  password_env: variable.optional().describe('The environment variable that holds the password'),
};

const connection = {
  url: z
    .string()
    .refine(isStoreUrl, 'must be an http:// or https:// URL without user, password, query or fragment')
    .describe('Where the store answers; a path in it (a proxy) is kept'),
  ca: z.string().startsWith('/').optional().describe('PEM file of the CA to trust in place of the usual ones'),
  timeout: z.int().min(1).max(600).default(30).describe('Seconds that one request may take'),
  slack: z
    .int()
    .min(0)
    .max(86_400)
    .default(0)
    .describe(
      'Seconds by which the stamps of the store may differ from those in the lines: the window is widened by it',
    ),
};

const name = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _');

/** Streams of Grafana Loki: which ones, and how conditions on fields of their lines may be asked there. */
export const lokiSource = z
  .strictObject({
    ...connection,
    ...bearer,
    ...basic,
    tenant: z.string().min(1).optional().describe('Sent as X-Scope-OrgID'),
    labels: z
      .record(name, z.union([z.string(), z.array(z.string()).min(1)]))
      .default({})
      .describe('Labels of the streams to read; of several values any'),
    selector: z
      .string()
      .regex(/^\s*\{[\s\S]*\}\s*$/, 'must be a stream selector like {app="crm"}')
      .refine((text) => !text.includes('${{'), 'takes no templates: write `labels`, whose values are quoted')
      .optional()
      .describe('A stream selector in LogQL, in place of or besides `labels`'),
    stream_labels: z
      .array(name)
      .default([])
      .describe('Further labels of the streams: a condition on one of them selects streams'),
    lines: z
      .enum(['json', 'logfmt'])
      .optional()
      .describe('How every line is written, so that Loki can filter by its fields; without it, causebook alone does'),
    limit: z.int().min(1).default(5000).describe('Lines a request; a lower limit of the server is found out'),
    since: z.int().min(1).default(24).describe('Hours back from now that are read where no window is given'),
  })
  .refine((loki) => loki.selector !== undefined || Object.keys(loki.labels).length > 0, {
    message: 'needs `labels` or a `selector`: Loki reads no streams without one',
  });

/** Documents of Elasticsearch or OpenSearch. With `message` a line is that field; else it is the whole document as JSON. */
export const elasticsearchSource = z.strictObject({
  ...connection,
  ...bearer,
  ...basic,
  api_key: secret.optional().describe('A secret input that is an API key (Elasticsearch)'),
  api_key_env: variable.optional().describe('The environment variable that holds the API key (Elasticsearch)'),
  index: z
    .string()
    .regex(/^(?!_)[^\s/?#"\\]+$/, 'must be an index, alias, data stream or pattern; several with commas')
    .describe('Index, alias, data stream or pattern: logs-crm-*'),
  timestamp: z.string().min(1).default('@timestamp').describe('The date field that orders the documents'),
  message: z.string().min(1).optional().describe('The field that holds the line itself; other fields become labels'),
  search: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Without `message`: the only fields that the text of a match can stand in, so that it can be asked for there',
    ),
  words: z
    .enum(['standard', 'other'])
    .default('standard')
    .describe(
      'How fields of type text are cut into words: `other` than the standard analyzer leaves the search to causebook',
    ),
  flavour: z
    .enum(['auto', 'elasticsearch', 'opensearch'])
    .default('auto')
    .describe('Whose point-in-time API is spoken; auto tries both'),
  limit: z.int().min(1).max(10_000).default(1000).describe('Documents a request (index.max_result_window)'),
});

/** A table of ClickHouse. With `line` that column is the line and `columns` are labels; else a line is the row as JSON. */
export const clickhouseSource = z
  .strictObject({
    ...connection,
    ...basic,
    database: z.string().min(1).optional(),
    table: z.string().min(1),
    timestamp: z.string().min(1).describe('The DateTime or DateTime64 column that orders the rows'),
    line: z.string().min(1).optional().describe('The text column that holds the line itself'),
    columns: z.array(z.string().min(1)).default([]).describe('The columns to read, by which conditions can be asked'),
  })
  .refine((table) => table.line !== undefined || table.columns.length > 0, {
    message: 'needs a `line` column or `columns`',
  });

const { slack: _, ...address } = connection;

/** A Prometheus, or what speaks its HTTP API: Thanos, Mimir, VictoriaMetrics. */
export const prometheusSource = z.strictObject({
  ...address,
  ...bearer,
  ...basic,
  tenant: z.string().min(1).optional().describe('Sent as X-Scope-OrgID'),
});

/** The keys under a source's `log:` of which exactly one names a remote store. */
export const storeShape = {
  loki: lokiSource.optional().describe('Streams of Grafana Loki'),
  elasticsearch: elasticsearchSource.optional().describe('Documents of Elasticsearch or OpenSearch'),
  clickhouse: clickhouseSource.optional().describe('A table of ClickHouse'),
};

export type LokiSource = z.output<typeof lokiSource>;
export type ElasticsearchSource = z.output<typeof elasticsearchSource>;
export type ClickhouseSource = z.output<typeof clickhouseSource>;
export type PrometheusSource = z.output<typeof prometheusSource>;

/** Whether a text is the address of a store, or a template that will become one. */
function isStoreUrl(text: string): boolean {
  if (template.test(text)) return true;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username + url.password + url.search + url.hash === '';
}
