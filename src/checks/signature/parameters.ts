import { z } from 'zod';
import { templated } from '../templated.ts';
import { type SchemeName, schemes } from './schemes.ts';

/** The parameters that describe a scheme of one's own. */
export const hmacOnly = [
  'header',
  'id_header',
  'timestamp_header',
  'timestamp_unit',
  'algorithm',
  'encoding',
  'prefix',
  'template',
  'key',
] as const;

const headerName = z.string().regex(/^[\w-]+$/, 'must be the name of a header');

/** What a signature check takes: a scheme of the table, or `hmac` and its description. */
export const parameters = z
  .strictObject({
    scheme: z
      .enum([...(Object.keys(schemes) as SchemeName[]), 'hmac'])
      .describe('How the request is signed; `hmac` is described by the keys below'),
    request: z
      .string()
      .min(1)
      .describe('A file in the evidence folder with the raw HTTP request: headers, an empty line, the exact body'),
    secret: z.string().describe('The signing secret, from a secret input; never shown'),
    received_at: templated(z.iso.datetime({ offset: true }))
      .optional()
      .describe('When the request arrived; now, where left out'),
    tolerance: z
      .string()
      .regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'must be a duration like 5m')
      .optional()
      .describe('How old it may be, in place of what the scheme says'),
    header: headerName.optional().describe('hmac: the header with the signature'),
    prefix: z.string().optional().describe('hmac: what stands before the signature, as sha256='),
    algorithm: z.enum(['sha1', 'sha256', 'sha512']).optional().describe('hmac: sha256 where left out'),
    encoding: z.enum(['hex', 'base64']).optional().describe('hmac: hex where left out'),
    key: z
      .enum(['utf8', 'base64', 'hex'])
      .optional()
      .describe('hmac: how the secret becomes the key; utf8 where left out'),
    template: z
      .string()
      .includes('{body}')
      .optional()
      .describe('hmac: what is signed, over {id}, {timestamp} and {body}; {body} where left out'),
    id_header: headerName.optional().describe('hmac: the header with {id}'),
    timestamp_header: headerName.optional().describe('hmac: the header with {timestamp}'),
    timestamp_unit: z.enum(['s', 'ms']).optional().describe('hmac: s where left out'),
  })
  .superRefine((given, { addIssue }) => {
    const problem = (key: string, message: string) => addIssue({ code: 'custom', path: [key], message });
    if (given.scheme !== 'hmac') {
      for (const key of hmacOnly)
        if (given[key] !== undefined) problem(key, `belongs to scheme hmac, not to ${given.scheme}`);
      return;
    }
    if (given.header === undefined) problem('header', 'scheme hmac needs the header with the signature');
    if (given.template?.includes('{id}') === true && given.id_header === undefined)
      problem('id_header', 'the template uses {id}');
    if (given.template?.includes('{timestamp}') === true && given.timestamp_header === undefined)
      problem('timestamp_header', 'the template uses {timestamp}');
  });

/** The parameters of one check. */
export type Parameters = z.output<typeof parameters>;
