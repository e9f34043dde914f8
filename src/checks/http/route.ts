import type { Target } from './failure.ts';

/** Where a connection really goes: `address` pins the host to it. */
export type Route = Target & { readonly address?: string | undefined };

/** How hosts are found, in the words of curl: `host:port:address` and `host:port:other-host:other-port`. */
export type Pins = { readonly resolve: readonly string[]; readonly connectTo: readonly string[] };

const host = String.raw`(\*|\[[\da-fA-F:.]+\]|[^:[\]\s]+)`;
const resolveShape = new RegExp(`^[+]?${host}:(\\d+):(\\[[\\da-fA-F:.]+\\]|[\\d.]+|[\\da-fA-F:]+)$`);
const connectShape = new RegExp(`^${host}?:(\\d*):${host}?:(\\d*)$`);

/** Whether a text is a pin as `--resolve` takes it: one address. */
export function isResolve(text: string): boolean {
  return resolveShape.test(text);
}

/** Whether a text is what `--connect-to` takes. */
export function isConnectTo(text: string): boolean {
  return connectShape.test(text);
}

/** Where the connection for a target goes: first what `connectTo` puts in its place, then the address that `resolve` pins. */
export function routeOf(target: Target, pins: Pins): Route {
  const moved = connect(target, pins.connectTo);
  for (const pin of pins.resolve) {
    const [, name = '', port, address = ''] = resolveShape.exec(pin) ?? [];
    if ((name === '*' || bare(name) === moved.host.toLowerCase()) && Number(port) === moved.port)
      return { ...moved, address: bare(address) };
  }
  return moved;
}

function connect(target: Target, rules: readonly string[]): Target {
  for (const rule of rules) {
    const [, name = '', port = '', other = '', otherPort = ''] = connectShape.exec(rule) ?? [];
    const isHost = name === '' || bare(name) === target.host.toLowerCase();
    if (!isHost || (port !== '' && Number(port) !== target.port)) continue;
    return { host: other === '' ? target.host : bare(other), port: otherPort === '' ? target.port : Number(otherPort) };
  }
  return target;
}

function bare(text: string): string {
  return text.replace(/^\[|\]$/g, '').toLowerCase();
}
