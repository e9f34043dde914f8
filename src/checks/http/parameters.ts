import { z } from 'zod';
import { tellIssue } from '../../yaml/tell-issue.ts';
import { templated } from '../templated.ts';
import { credentialsOf } from './curl/credentials.ts';
import { toCurlStep } from './curl/to-parameters.ts';
import { expectSchema } from './expect.ts';
import { isConnectTo, isResolve } from './route.ts';

const duration = templated(z.string().regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'must be a time like 500ms or 2s'));
const file = (what: string) => z.string().min(1).optional().describe(`${what}: in the evidence folder, or absolute`);
/** A template that is nothing but one expression gives its value, which may be a number. */
const plain = z.union([z.string(), z.union([z.number(), z.boolean()]).transform(String)]);
const envName = z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable');

const retry = z.strictObject({
  times: z.int().min(1).max(20).describe('How often it is tried again at most'),
  wait: duration.default('1s').describe('The first pause; it doubles each time, and a Retry-After goes before it'),
  attempt_timeout: duration.optional().describe('How long one attempt may take'),
  unsafe: z
    .boolean()
    .default(false)
    .describe('Repeat a POST, PUT, PATCH or DELETE too: what it does may then be done twice'),
});

const basic = z
  .strictObject({
    user: z.string().min(1),
    password: z.string().optional().describe('A template that names a secret input'),
    password_env: envName.optional().describe('The environment variable that holds the password'),
  })
  .refine(({ password, password_env }) => (password === undefined) !== (password_env === undefined), {
    error: 'needs either password or password_env',
  });

const shape = z.strictObject({
  url: templated(z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }))
    .optional()
    .describe('Where to send the request'),
  curl: z
    .string()
    .min(1)
    .optional()
    .describe('A curl command line in place of url; what it leaves open may stand beside it'),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PURGE', 'PROPFIND', 'REPORT', 'QUERY'])
    .optional()
    .describe('The request method; GET, or POST where there is a body'),
  safe: z
    .boolean()
    .default(false)
    .describe('The request changes nothing, although its method could: a search by POST, a GraphQL query'),
  headers: z.record(z.string(), plain).default({}).describe('Request headers; credentials in them are never shown'),
  body: z.string().optional().describe('The request body, sent as it stands'),
  body_file: file('The request body, sent as it lies there'),
  json: z.json().optional().describe('The request body as JSON; says content-type and accept too'),
  form: z.record(z.string(), plain).optional().describe('The request body as fields of a form, URL-encoded'),
  basic: basic.optional().describe('User and password (RFC 7617)'),
  bearer_env: envName.optional().describe('The environment variable that holds the bearer token'),
  redirects: z
    .enum(['stop', 'follow'])
    .default('stop')
    .describe('`stop` at the first answer, as curl does, or `follow` up to max_redirects'),
  max_redirects: z.int().min(0).max(50).default(10).describe('How many redirects are followed'),
  ca: file('PEM file of the CA to trust in place of the usual ones'),
  trust: z
    .enum(['system', 'node'])
    .default('system')
    .describe(
      'Whose roots are trusted without `ca`: those of this machine, as curl does, or those that come with Node',
    ),
  insecure: z.boolean().default(false).describe('Go on where the certificate is not trusted, and say why it is not'),
  cert: file('PEM file of the client certificate, with its intermediates'),
  key: file('PEM file of its key, where it is not in the same file'),
  passphrase_env: envName.optional().describe('The environment variable that holds the passphrase of the key'),
  http_version: z
    .enum(['auto', '1.1', '2'])
    .default('auto')
    .describe('What is offered over TLS: HTTP/2 and 1.1, as curl does, or one of them'),
  proxy: z
    .string()
    .min(1)
    .default('environment')
    .describe('`environment` (https_proxy, http_proxy, all_proxy, no_proxy), `none`, or a URL'),
  resolve: z
    .array(templated(z.string().refine(isResolve, 'must be host:port:address')))
    .default([])
    .describe('Addresses to take for a host, as `curl --resolve`: host:port:address'),
  connect_to: z
    .array(templated(z.string().refine(isConnectTo, 'must be host:port:other-host:other-port')))
    .default([])
    .describe('Other hosts to connect to, as `curl --connect-to`; Host header and SNI stay'),
  ip_version: z.enum(['4', '6']).optional().describe('Only addresses of this family'),
  unix_socket: z.string().min(1).optional().describe('A Unix socket to connect to'),
  connect_timeout: duration.optional().describe('The limit until the connection stands, TLS included'),
  retry: retry.optional().describe('Try again what failed on the way; only what is safe to repeat'),
  max_bytes: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024)
    .default(1024 * 1024)
    .describe('How much of the body is read, decoded'),
  expect: expectSchema.optional().describe('What the answer must be like'),
  captures: z.record(z.string(), z.string().min(1)).optional().describe('Values of the JSON body to keep, by JSONPath'),
});

/** What a `http:` step may say. */
export const parameters = shape.superRefine((given, context) => {
  const wrong = (message: string, path: string[] = []) => context.addIssue({ code: 'custom', message, path });
  if ((given.url === undefined) === (given.curl === undefined)) wrong('needs either url or curl');
  const bodies = (['body', 'body_file', 'json', 'form'] as const).filter((key) => given[key] !== undefined);
  for (const problem of given.curl === undefined ? [] : problemsOfCurl(given.curl)) wrong(problem, ['curl']);
  if (bodies.length > 1) wrong(`${bodies.join(' and ')} cannot stand together`);
  if (given.key !== undefined && given.cert === undefined) wrong('key needs cert');
  if (given.basic !== undefined && given.bearer_env !== undefined) wrong('basic and bearer_env cannot stand together');
});

export type Parameters = z.output<typeof parameters>;

/** A line of a runbook is written down and shown: it holds no credential, and no template, whose value the shell's quotes could not hold. */
function problemsOfCurl(line: string): readonly string[] {
  const { parameters: read, problems } = toCurlStep(line);
  const turn = '`causebook check http --curl … --as-step` turns it into a step';
  if (line.includes('${{')) return [`a curl line cannot hold a template: ${turn} that can`];
  if (problems.length > 0) return problems;
  const parsed = shape.safeParse(read);
  if (!parsed.success)
    return parsed.error.issues.map((issue) => `${issue.path.join('.')} of the line: ${tellIssue(issue)}`);
  const [credential] = credentialsOf(read);
  return credential === undefined ? [] : [`it holds a credential (${credential.name}): ${turn} with an input for it`];
}
