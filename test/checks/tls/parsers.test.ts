import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseFlight } from '../../../src/checks/tls/flight.ts';
import { findNameViolation } from '../../../src/checks/tls/judge/name-constraints.ts';
import { renderAuthorities } from '../../../src/checks/tls/render-authorities.ts';
import { readStaple } from '../../../src/checks/tls/staple.ts';

const leaf = new X509Certificate(readFileSync(new URL('../../fixtures/tls/leaf.pem', import.meta.url)));

const record = (type: number, body: Buffer) =>
  Buffer.concat([Buffer.of(type, 3, 3, body.length >> 8, body.length & 255), body]);
const message = (type: number, body: Buffer) =>
  Buffer.concat([Buffer.of(type, 0, body.length >> 8, body.length & 255), body]);
const field = (width: number, body: Buffer) => {
  const length = Buffer.alloc(width);
  length.writeUIntBE(body.length, 0, width);
  return Buffer.concat([length, body]);
};
const authority = Buffer.from('300d310b300906035504030c026361', 'hex');
const flight = Buffer.concat([
  message(2, Buffer.of(3, 3, 1, 2)),
  message(11, field(3, field(3, leaf.raw))),
  message(13, Buffer.concat([field(1, Buffer.of(1, 64)), field(2, Buffer.of(4, 3)), field(2, field(2, authority))])),
]);

test('the first flight is read wherever its records are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: flight.length - 1 }), { maxLength: 5 }), (cuts) => {
      const edges = [0, ...new Set([...cuts].sort((a, b) => a - b)), flight.length];
      const records = edges.slice(1).map((end, index) => record(22, flight.subarray(edges[index], end)));
      const read = parseFlight(Buffer.concat([...records, record(20, Buffer.of(1))]));
      expect(read.version).toBe(0x0303);
      expect(read.certificates.map(({ fingerprint256 }) => fingerprint256)).toEqual([leaf.fingerprint256]);
      expect(read.authorities).toEqual([authority]);
    }),
  );
});

test('whatever bytes a server sends, the flight, the staple and the names of its CAs are read without a throw', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.nat(flight.length), async (noise, cut) => {
      const bytes = Buffer.concat([record(22, flight.subarray(0, cut)), noise]);
      parseFlight(bytes);
      parseFlight(Buffer.from(noise));
      parseFlight(record(22, Buffer.from(noise)));
      expect((await readStaple(noise, leaf)).status).toBe('bad');
      expect(await renderAuthorities([Buffer.from(noise)])).toHaveLength(0);
    }),
  );
  expect(await renderAuthorities([authority])).toEqual(['CN=ca']);
});

test.each([
  [{ permitted: [{ dns: 'localhost' }], excluded: [] }, undefined],
  [{ permitted: [{ dns: '' }], excluded: [] }, undefined],
  [{ permitted: [{ dns: 'host' }], excluded: [] }, 'DNS:localhost'],
  [{ permitted: [], excluded: [{ dns: 'localhost' }] }, 'DNS:localhost'],
  [{ permitted: [{ ip: Uint8Array.of(127, 0, 0, 0, 255, 0, 0, 0) }], excluded: [] }, undefined],
  [{ permitted: [{ ip: Uint8Array.of(10, 0, 0, 0, 255, 0, 0, 0) }], excluded: [] }, 'IP Address:127.0.0.1'],
  [{ permitted: [], excluded: [{ ip: Uint8Array.of(127, 0, 0, 1, 255, 255, 255, 255) }] }, 'IP Address:127.0.0.1'],
  [{ permitted: [{ ip: Buffer.alloc(32) }], excluded: [] }, 'IP Address:127.0.0.1'],
] as const)('name constraints %j on localhost and 127.0.0.1: %s', (rules, violation) => {
  expect(findNameViolation(leaf, rules)).toBe(violation);
});
