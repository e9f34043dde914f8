import { z } from 'zod';
import { templated } from '../templated.ts';
import { schemeNames } from './scheme-names.ts';

/** The parameters that describe a scheme of one's own. */
const customOnly = [
  'header',
  'separator',
  'prefix',
  'key_id_separator',
  'id_header',
  'timestamp_header',
  'timestamp_item',
  'timestamp_unit',
  'algorithm',
  'encoding',
  'template',
  'future',
] as const;

/** What may stand in braces in a template of one's own, besides `{header:name}` and `{body:path}`. */
const names = ['id', 'timestamp', 'body', 'url', 'method', 'secret', 'params', 'crc32'];

const place = z.string().regex(/^(?:[\w-]+|body:[\w.-]+)$/, 'must be the name of a header, or body:field.field');
const duration = z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration like 5m');
const oneOrMore = (what: string) =>
  z
    .union([z.string(), z.array(z.string()).min(1).max(10)])
    .optional()
    .describe(what);

/** The keys that describe a scheme of one's own, each optional: also what a scheme file holds. */
export const customKeys = {
  header: place.optional().describe('custom: the header with the signature, or body:field'),
  separator: z
    .enum([' ', ',', ';'])
    .optional()
    .describe('custom: what stands between several signatures in the header'),
  prefix: z.string().max(40).optional().describe('custom: what stands before the signature, as sha256='),
  key_id_separator: z.string().length(1).optional().describe('custom: what stands between key id and signature, as :'),
  id_header: place.optional().describe('custom: the header with {id}'),
  timestamp_header: place.optional().describe('custom: the header with {timestamp}'),
  timestamp_item: z
    .string()
    .max(40)
    .optional()
    .describe('custom: what stands before {timestamp} in the signature header, as t='),
  timestamp_unit: z
    .enum(['s', 'ms', 'iso', 'http'])
    .optional()
    .describe('custom: s where left out; http is a Date header'),
  algorithm: z
    .enum([
      'sha1',
      'sha256',
      'sha512',
      'plain-sha256',
      'ed25519',
      'ecdsa-sha256',
      'ecdsa-p256-sha256',
      'rsa-sha1',
      'rsa-sha256',
      'rsa-pss-sha512',
    ])
    .optional()
    .describe('custom: HMAC with sha256 where left out'),
  encoding: z.enum(['hex', 'base64']).optional().describe('custom: hex where left out'),
  key: z
    .enum(['utf8', 'base64', 'hex', 'whsec', 'public'])
    .optional()
    .describe('custom and rfc9421: how the secret becomes the key; utf8 where left out, public where the algorithm is'),
  template: z
    .string()
    .max(1000)
    .regex(/\{[a-z]/, 'must hold at least one {name}')
    .optional()
    .describe(
      'custom: what is signed, over {id}, {timestamp}, {body}, {url}, {method}, {header:name}, {body:path}; {body} where left out',
    ),
  future: z
    .boolean()
    .optional()
    .describe('custom: whether a timestamp ahead of the clock is refused too; true where left out'),
};

/** What a signature check takes: a request, a scheme of the table or of one's own, and the secrets. */
export const parameters = z
  .strictObject({
    scheme: z
      .enum([...schemeNames, 'auto', 'custom', 'hmac'])
      .describe(
        'How the request is signed; `auto` goes by its headers, `custom` (or `hmac`) is described by the keys below',
      ),
    request: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A file in the evidence folder: a raw HTTP request (headers, an empty line, the exact body), a HAR file or a curl line',
      ),
    request_text: z.string().min(1).optional().describe('The same as pasted text, in place of a file'),
    body: z.string().min(1).optional().describe('A file with the exact body alone; needs `headers`'),
    headers: z.string().min(1).optional().describe('A file with the headers alone, one a line; needs `body`'),
    response: z
      .string()
      .min(1)
      .optional()
      .describe('A file with what the receiver answered: status line, headers, an empty line, the body'),
    entry: z.int().min(1).optional().describe('Which entry of a HAR file, counted from 1'),
    url: templated(z.url({ protocol: /^https?$/ }))
      .optional()
      .describe('The URL the sender calls, for schemes that sign it; what the request says where left out'),
    method: z
      .string()
      .regex(/^[A-Z]+$/, 'must be a method like POST')
      .optional()
      .describe('The method, where the request does not say it'),
    secret: oneOrMore('The signing secret, from a secret input; several while one is being replaced. Never shown'),
    other_secret: oneOrMore('Secrets that are not in use: told when one of them has signed'),
    key_file: z.string().min(1).optional().describe('A file with the public key or certificate of a public-key scheme'),
    webhook_id: z.string().min(1).optional().describe('paypal: the id of the webhook'),
    received_at: templated(z.iso.datetime({ offset: true }))
      .optional()
      .describe('When the request arrived; now, where left out'),
    tolerance: duration.optional().describe('How old it may be, in place of what the scheme says'),
    ...customKeys,
  })
  .superRefine((given, { addIssue }) => {
    const problem = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
    const ways = [given.request, given.request_text, given.body].filter((way) => way !== undefined).length;
    if (ways !== 1)
      problem(
        'request',
        ways === 0 ? 'give request, request_text, or body and headers' : 'give one of request, request_text and body',
      );
    if ((given.body === undefined) !== (given.headers === undefined)) problem('body', 'body and headers go together');
    if (given.secret === undefined && given.key_file === undefined)
      problem('secret', 'give secret, or key_file for a public-key scheme');
    const isCustom = given.scheme === 'custom' || given.scheme === 'hmac';
    if (!isCustom) {
      for (const key of customOnly)
        if (given[key] !== undefined) problem(key, `belongs to scheme custom, not to ${given.scheme}`);
      if (given.key !== undefined && given.scheme !== 'rfc9421')
        problem('key', `belongs to scheme custom, not to ${given.scheme}`);
      return;
    }
    if (given.header === undefined) problem('header', `scheme ${given.scheme} needs the header with the signature`);
    const template = given.template ?? '{body}';
    for (const [, name = ''] of template.matchAll(/\{([a-z0-9_]+)\}/g))
      if (!names.includes(name))
        problem('template', `there is no {${name}}; there are {${names.join('}, {')}}, {header:name} and {body:path}`);
    if (template.includes('{id}') && given.id_header === undefined) problem('id_header', 'the template uses {id}');
    if (template.includes('{timestamp}') && given.timestamp_header === undefined && given.timestamp_item === undefined)
      problem('timestamp_header', 'the template uses {timestamp}');
  });

/** The parameters of one check. */
export type Parameters = z.output<typeof parameters>;
