import { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';

/**
 * What a server says before anything is encrypted. Up to TLS 1.2 that is all of its first flight: the version it chose, its
 * certificates, and whether it asks for one (`authorities` are then the CAs it names, each a DER name).
 */
export type Flight = {
  readonly version: number | undefined;
  readonly certificates: readonly X509Certificate[];
  readonly authorities: readonly Buffer[] | undefined;
};

const maxBytes = 256 * 1024;
const handshakeRecord = 22;

/** Puts itself between a connection and TLS and keeps what the server says first. Node has no other way to see a CertificateRequest. */
export function tap(socket: Socket): { readonly stream: Duplex; readonly read: () => Flight } {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: (done) => void socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (size < maxBytes) chunks.push(chunk);
    size += chunk.length;
    if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return { stream, read: () => parseFlight(Buffer.concat(chunks)) };
}

/** Reads the plain handshake messages of RFC 5246, 7.4, as far as they go; what is cut short or broken ends it. */
export function parseFlight(bytes: Buffer): Flight {
  const plain = Buffer.concat([...records(bytes)]);
  let version: number | undefined;
  let certificates: readonly X509Certificate[] = [];
  let authorities: readonly Buffer[] | undefined;
  for (const { type, body } of messages(plain)) {
    if (type === 2 && body.length >= 2) version = body.readUInt16BE(0);
    if (type === 11) certificates = toCertificates(split(body.subarray(3), 3));
    // Types of certificates, then (from TLS 1.2 on) signature algorithms, then the names.
    if (type === 13) authorities = split(skip(skip(body, 1), 2).subarray(2), 2);
  }
  return { version, certificates, authorities };
}

function* records(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at + 5 <= bytes.length && bytes[at] === handshakeRecord; ) {
    const length = bytes.readUInt16BE(at + 3);
    yield bytes.subarray(at + 5, at + 5 + length);
    at += 5 + length;
  }
}

function* messages(bytes: Buffer): Generator<{ readonly type: number; readonly body: Buffer }> {
  for (let at = 0; at + 4 <= bytes.length; ) {
    const length = bytes.readUIntBE(at + 1, 3);
    if (at + 4 + length > bytes.length) return;
    yield { type: bytes[at] ?? 0, body: bytes.subarray(at + 4, at + 4 + length) };
    at += 4 + length;
  }
}

/** Leaves out a field that begins with its length in `width` bytes. */
function skip(bytes: Buffer, width: number): Buffer {
  return bytes.length < width ? bytes : bytes.subarray(width + bytes.readUIntBE(0, width));
}

/** The fields of a list, each beginning with its length in `width` bytes. */
function split(bytes: Buffer, width: number): readonly Buffer[] {
  const fields: Buffer[] = [];
  for (let at = 0; at + width <= bytes.length; ) {
    const length = bytes.readUIntBE(at, width);
    if (at + width + length > bytes.length) break;
    fields.push(bytes.subarray(at + width, at + width + length));
    at += width + length;
  }
  return fields;
}

function toCertificates(ders: readonly Buffer[]): readonly X509Certificate[] {
  try {
    return ders.map((der) => new X509Certificate(der));
  } catch {
    return [];
  }
}
