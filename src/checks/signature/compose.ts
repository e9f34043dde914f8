import { crc32 } from 'node:zlib';
import { atPath, jsonOf } from './place.ts';
import { headerValues, type SignedRequest } from './request.ts';
import { type MessageSignature, signatureBase } from './signature-base.ts';

/** What a template is filled from. `item` is the index in the list that the scheme's `each` names, `root` where its paths start. */
export type Signable = {
  readonly request: SignedRequest;
  readonly body: Buffer;
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly url: string | undefined;
  readonly method: string | undefined;
  readonly secret: string;
  readonly webhookId: string | undefined;
  readonly each: string | null;
  readonly item: number;
  readonly signature: MessageSignature | undefined;
};

/** Fills a template: the bytes that are signed, in pieces. Header values are the bytes they came as. */
export function compose(template: string, from: Signable): readonly Buffer[] {
  return template
    .split(/(\{[a-z0-9_]+(?::[^{}]+)?\})/)
    .filter((part) => part !== '')
    .map((part) => (/^\{.*\}$/s.test(part) ? fill(part.slice(1, -1), from) : Buffer.from(part)));
}

function fill(name: string, from: Signable): Buffer {
  const [kind = '', argument = ''] = name.split(/:(.*)/s);
  switch (kind) {
    case 'body':
      return argument === '' ? from.body : Buffer.from(renderField(atPath(rootOf(from), argument)));
    case 'id':
      return toBytes(from.id);
    case 'timestamp':
      return toBytes(from.timestamp);
    case 'url':
      return toBytes(from.url);
    case 'method':
      return toBytes(from.method);
    case 'secret':
      return Buffer.from(from.secret);
    case 'webhook_id':
      return toBytes(from.webhookId);
    case 'header':
      return toBytes(headerValues(from.request, argument)[0]);
    case 'crc32':
      return Buffer.from(String(crc32(from.body)));
    case 'params':
      return Buffer.from(formParameters(from));
    case 'sns':
      return Buffer.from(snsFields(jsonOf(from.body)));
    case 'base': {
      const { signature, request, url, method } = from;
      const made = signature === undefined ? undefined : signatureBase({ signature, request, url, method });
      return Buffer.from(made !== undefined && 'base' in made ? made.base : '', 'latin1');
    }
    default:
      return Buffer.from(`{${name}}`);
  }
}

/** The JSON that a template's paths start at: the body, or the element of its list that is being verified. */
function rootOf(from: Pick<Signable, 'body' | 'each' | 'item'>): unknown {
  const json = jsonOf(from.body);
  if (from.each === null) return json;
  const list = atPath(json, from.each.replace(/^body:/, ''));
  return Array.isArray(list) ? list[from.item] : undefined;
}

/** Header values were read as Latin-1, which keeps every byte. */
function toBytes(text: string | undefined): Buffer {
  return Buffer.from(text ?? '', /[^\p{ASCII}\u0080-\u00ff]/u.test(text ?? '') ? 'utf8' : 'latin1');
}

function renderField(value: unknown): string {
  return value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Twilio: name and value of every form parameter, sorted, values of one name sorted and each once. A JSON body has none. */
function formParameters({ request, body }: Signable): string {
  if (/\bjson\b/i.test(headerValues(request, 'content-type')[0] ?? '')) return '';
  const form = new URLSearchParams(body.toString('utf8'));
  return [...new Set(form.keys())]
    .sort()
    .flatMap((name) => [...new Set(form.getAll(name))].sort().map((value) => name + value))
    .join('');
}

/** AWS SNS: name, line end, value, line end of the fields that the type of message signs. */
function snsFields(message: unknown): string {
  const isNotification = atPath(message, 'Type') === 'Notification';
  const names = isNotification
    ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'];
  return names
    .flatMap((name) => {
      const value = atPath(message, name);
      return value === undefined || value === null ? [] : [`${name}\n${renderField(value)}\n`];
    })
    .join('');
}
