import { defineScheme } from '../scheme.ts';

/** HTTP message signatures; `Content-Digest` (RFC 9530) ties the body to them. The algorithm is what the signature's own `alg` says. */
export const rfc9421 = defineScheme({
  title: 'RFC 9421 HTTP message signature',
  source: 'https://www.rfc-editor.org/rfc/rfc9421',
  header: ['signature'],
  template: '{base}',
  encoding: 'base64',
  recognise: { 'signature-input': /./ },
});
