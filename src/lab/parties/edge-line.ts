/** One upstream that the proxy tried: `status` is `-` when it never answered; times are ms since 1970. */
export type Try = { readonly address: string; readonly startedAt: number; endedAt: number; status: number | '-' };

/** What an access-log line tells: stamped at `endedAt`, because nginx logs a request when it is over. */
export type AccessEntry = {
  readonly ip: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly method: string;
  /** Empty where the client never sent a request: nginx writes "" for it. */
  readonly path: string;
  readonly status: number;
  readonly tries: readonly Try[];
  /** The pairs that close the line. */
  readonly marks: Readonly<Record<string, string>>;
};

/** Renders a line of the edge's access log (format of the evidence-folder contract; lists as nginx's $upstream_* write them). */
export function renderAccessLine(entry: AccessEntry): string {
  const { ip, startedAt, endedAt, method, path, status, tries, marks } = entry;
  const addresses = tries.map((one) => one.address).join(', ');
  const statuses = tries.map((one) => one.status).join(', ');
  const times = tries.map((one) => seconds(one.endedAt - one.startedAt)).join(', ');
  const upstreams = `ua=${addresses || '-'} us=${statuses || '-'} ut=${times || '-'}`;
  const asked = path === '' ? '' : `${method} ${path} HTTP/1.1`;
  const request = `"${asked}" ${status} rt=${seconds(endedAt - startedAt)}`;
  const closing = Object.entries(marks).map(([name, value]) => `${name}=${value}`);
  return `${ip} [${renderAccessTime(endedAt)}] msec=${seconds(endedAt)} ${request} ${upstreams} ${closing.join(' ')}`;
}

/** Renders a line of nginx's error log: whole seconds, process and connection, message, then what it was about (`address`: the upstream). */
export function renderErrorLine(entry: {
  readonly at: number;
  readonly connection: number;
  readonly message: string;
  readonly ip: string;
  readonly method: string;
  readonly path: string;
  readonly server: string;
  readonly address?: string;
}): string {
  const stamp = new Date(entry.at).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ');
  const request = `client: ${entry.ip}, server: ${entry.server}, request: "${entry.method} ${entry.path} HTTP/1.1"`;
  const upstream = entry.address === undefined ? '' : `, upstream: "http://${entry.address}${entry.path}"`;
  return `${stamp} [error] 31#31: *${entry.connection} ${entry.message}, ${request}${upstream}, host: "${entry.server}"`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function renderAccessTime(at: number): string {
  const iso = new Date(at).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function seconds(ms: number): string {
  return `${Math.floor(ms / 1000)}.${String(ms % 1000).padStart(3, '0')}`;
}
