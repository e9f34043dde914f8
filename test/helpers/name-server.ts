import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type Answer, decode, encode, type RecordType } from 'dns-packet';

/** What a fake name server says to a question: records, a code, silence, bytes, or an answer that it cuts short by UDP. */
export type Reply = {
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  readonly rcode?: number;
  readonly silent?: boolean;
  readonly bytes?: Buffer;
  readonly truncated?: boolean;
  readonly recursion?: boolean;
};

/** A name server on loopback, by UDP and TCP on one port. `asked` has the questions as they came, with how they came. */
export type NameServer = {
  readonly text: string;
  readonly port: number;
  readonly asked: string[];
  readonly close: () => Promise<void>;
};

/** Starts a name server that answers as it is told. Without `tcp` nothing listens there. */
export async function startNameServer(
  reply: (type: RecordType, name: string, by: 'udp' | 'tcp') => Reply,
  use: { readonly tcp?: boolean } = {},
): Promise<NameServer> {
  const asked: string[] = [];
  const answer = (query: Buffer, by: 'udp' | 'tcp'): Buffer | undefined => {
    const { id = 0, questions = [] } = decode(query);
    const [question] = questions;
    if (question === undefined) return undefined;
    asked.push(`${by} ${question.type} ${question.name}`);
    const said = reply(question.type, question.name, by);
    if (said.silent === true) return undefined;
    if (said.bytes !== undefined) return Buffer.concat([query.subarray(0, 2), said.bytes]);
    const isCut = said.truncated === true && by === 'udp';
    // RFC 1035, 4.1.1: RD was asked for, RA is offered, TC says that the answer was cut; the last four bits are the code.
    const flags = 0x0100 | (said.recursion === false ? 0 : 0x0080) | (isCut ? 0x0200 : 0) | (said.rcode ?? 0);
    return encode({
      type: 'response',
      id,
      flags,
      questions,
      answers: isCut ? [] : [...(said.answers ?? [])],
      authorities: [...(said.authorities ?? [])],
    });
  };
  const sockets = new Set<Socket>();
  const stream = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const bytes = answer(chunk.subarray(2), 'tcp');
      if (bytes === undefined) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      // In two pieces, as it may come.
      socket.write(length.subarray(0, 1));
      socket.end(Buffer.concat([length.subarray(1), bytes]));
    });
  });
  await new Promise<void>((resolve) => stream.listen(0, '127.0.0.1', resolve));
  const { port } = stream.address() as AddressInfo;
  if (use.tcp === false) await new Promise((resolve) => stream.close(resolve));
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const bytes = answer(query, 'udp');
    if (bytes !== undefined) socket.send(bytes, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', () => resolve()));
  return {
    text: `127.0.0.1:${port}`,
    port,
    asked,
    close: async () => {
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      for (const one of sockets) one.destroy();
      await new Promise((resolve) => stream.close(resolve));
    },
  };
}
