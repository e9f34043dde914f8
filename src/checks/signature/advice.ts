const raw =
  'verify over the bytes as they came, before any parser: express.raw() or the verify hook of express.json(), request.get_data() in Flask, request.body in Django, php://input, $request->getContent(), io.ReadAll before json.Unmarshal';
const oneSecret = 'compare the fingerprints of both sides, then put the same secret into both';

const byCause: { readonly [cause: string]: string } = {
  'body-whitespace': 'save and verify the body in binary mode; no editor, no echo, no trim()',
  'body-bom': 'save and read the body as plain UTF-8, without a byte order mark',
  'body-encoding': 'hand the bytes on unread; where they must become text, decode and encode as UTF-8 on both sides',
  'body-compressed':
    'verify the body in the form that was signed: before or after Content-Encoding is undone, as the sender does',
  'body-base64': 'decode the body first (AWS API Gateway: isBase64Encoded), then verify',
  'body-hex': 'decode the body first, then verify',
  'body-wrapped': 'take the original body out of the envelope as a string, and verify that',
  'body-form': 'verify the raw form, before it is decoded into fields',
  'body-html-escaped': 'let the filter run after the signature is verified',
  'body-quotes': 'take the body from the server, not from a chat or document',
  'body-empty': 'read the body before the signature is computed; a stream can be read once only',
  'body-stringified': 'the sender must sign the text it sends',
  'secret-whitespace':
    'trim the secret where it is read (a file or echo added the white space); printf %s writes it without',
  'secret-quotes': 'take the quotes off the secret',
  'secret-line': 'set the value alone, without its name',
  'secret-empty': 'set the secret at the sender, and let it refuse to start without one',
  'secret-case': 'copy the secret again, letter by letter as the provider shows it',
  'secret-prefix': 'use the secret exactly as the provider shows it',
  'secret-decoding': 'turn the secret into a key as the provider does; its own library does it right',
  'secret-encoded': 'decode the secret once where it is read, on both sides alike',
  'other-secret':
    'put the secret of this endpoint into the receiver, restart every node; while both are in use, accept both',
  'timestamp-unit': 'sign and send the timestamp as one text, in one unit',
  'timestamp-other': 'sign the very text of the timestamp header; nothing on the way may write it anew',
  'signed-parts': "join the parts as the provider's documentation says, or let its library do it",
  algorithm: 'use the algorithm of the scheme on both sides',
  encoding: 'compare the decoded bytes, or write the signature as the scheme has it',
  method: 'sign the method of the request that is sent',
  'header-malformed': 'take the signature out of the header as the scheme writes it',
  'header-renamed': 'pass the header through every proxy under its own name',
  'header-missing': 'look whether a proxy drops the header, and whether the sender has a secret set at all',
  'header-empty': 'look at the sender: it signs with nothing, or a proxy blanks the header',
  'wrong-version': 'verify the version that is there, or have the sender add the other',
  'several-headers': 'let one place set the header; a proxy that repeats a request often doubles it',
  'signature-cut': 'look where the header is cut: a column, a log line, a limit of a proxy',
  'too-old':
    'look at queues and retries on the way; a repeat needs a fresh timestamp and signature. Never widen the tolerance to hours',
  'in-future': 'set the clocks of both sides by NTP',
  expired: 'look at queues and retries on the way; the signature said itself how long it holds',
  'timestamp-no-time': 'have the sender write the timestamp as the scheme has it',
};

/** What a person does about a mistake, in one sentence; undefined where its words say it already. */
export function adviceFor(cause: string): string | undefined {
  if (Object.hasOwn(byCause, cause)) return byCause[cause];
  if (cause.startsWith('body-')) return raw;
  if (cause.startsWith('url-'))
    return 'verify with the URL as it is registered at the sender, not with the one the server puts together';
  return cause.startsWith('secret') ? oneSecret : undefined;
}
