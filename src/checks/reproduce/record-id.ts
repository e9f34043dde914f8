import type { JsonValue } from 'jsonpath-rfc9535';
import type { Sent } from './send.ts';

/** Which record each answer names, null where it names none, and where that stands: a JSONPath, or `location`. */
export type RecordIds = { readonly ids: readonly (string | null)[]; readonly from: string | null };

/**
 * Finds the record ids in answers: at `path` where it is given; else in the Location header, else in the field that is named like an id,
 * the outermost one. What the request itself holds is an echo and no id; ids of requests and traces are none either. Only 2xx answers count.
 */
export async function findRecordIds(of: {
  readonly sent: readonly Sent[];
  readonly path: string | undefined;
  readonly requestBody: Buffer;
}): Promise<RecordIds> {
  const { sent, path, requestBody } = of;
  const made = sent.map(({ answer }) => (answer !== undefined && isSuccess(answer.status) ? answer : undefined));
  const bodies = made.map((answer) => (answer === undefined || answer.isCut ? undefined : parse(answer.body)));
  if (path !== undefined) {
    const { query } = await import('jsonpath-rfc9535');
    const ids = bodies.map((body) => (body === undefined ? null : toId(query(body as JsonValue, path)[0])));
    return { ids, from: ids.every((id) => id === null) ? null : path };
  }
  const locations = made.map((answer) => answer?.location ?? null);
  if (made.every((answer, index) => answer === undefined || locations[index] !== null) && locations.some(isThere))
    return { ids: locations, from: 'location' };
  const echo = requestBody.toString('utf8');
  const found = bodies.map((body) => idsIn(body, echo));
  const paths = [...new Set(found.flatMap((map) => [...map.keys()]))].sort((a, b) => rank(a) - rank(b));
  const best = paths.find((one) => found.every((map, index) => bodies[index] === undefined || map.has(one)));
  if (best === undefined) return { ids: sent.map(() => null), from: null };
  return { ids: found.map((map) => map.get(best) ?? null), from: best };
}

/** Whether a status says that the request was taken. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

const maxDepth = 3;
const named = /^(id|uuid|guid|row|record|reference)$|[a-z](_id|Id|ID|_uuid|Uuid|_guid|Guid)$/;
const notRecord = /request|trace|correlation|span|session|idempot|message|event|attempt/i;

function idsIn(body: unknown, echo: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (value: unknown, path: string, depth: number) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > maxDepth) return;
    for (const [name, inner] of Object.entries(value)) {
      const id = toId(inner);
      const at = /^[A-Za-z_]\w*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
      if (id === null) visit(inner, at, depth + 1);
      else if (named.test(name) && !notRecord.test(name) && !isEcho(id, echo)) found.set(at, id);
    }
  };
  visit(body, '$', 0);
  return found;
}

/** A short number stands in most bodies by chance. */
function isEcho(id: string, echo: string): boolean {
  return id.length >= 4 && echo.includes(id);
}

/** `id` before `customer_id`, further out before further in. */
function rank(path: string): number {
  const parts = path.split('.');
  return parts.length * 10 + (/^(id|uuid|guid)$/.test(parts.at(-1) ?? '') ? 0 : 1);
}

function toId(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

function isThere(value: string | null): boolean {
  return value !== null;
}
