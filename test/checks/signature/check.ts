import { createHmac } from 'node:crypto';
import { onTestFinished } from 'vitest';
import type { Measurement } from '../../../src/checks/check.ts';
import { signature } from '../../../src/checks/signature.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

export const sentAt = new Date('2026-05-11T11:07:32Z');
export const seconds = String(sentAt.getTime() / 1000);
export const secret = 'ocean-Blue_42+tide';

/** Runs a signature check over files of an evidence folder; where nothing else is given, `request.http` with the secret. */
export async function check(
  files: { readonly [name: string]: string | Uint8Array },
  given: Record<string, unknown>,
): Promise<Measurement> {
  const { folder, remove } = await writeFolder(files);
  onTestFinished(remove);
  const isElsewhere = 'request_text' in given || 'body' in given || 'request' in given;
  const parameters = signature.parameters.parse({
    ...(isElsewhere ? {} : { request: 'request.http' }),
    ...('key_file' in given ? {} : { secret }),
    received_at: sentAt.toISOString(),
    ...given,
  });
  return signature.run(parameters, await createCheckContext({ folder, now: sentAt }));
}

/** A raw HTTP request. */
export function raw(headers: { readonly [name: string]: string }, body: string | Buffer, target = '/hooks'): Buffer {
  const head = [
    `POST ${target} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), Buffer.from(body as string)]);
}

/** HMAC-SHA256, in hex where left out. */
export function hmac(data: string | Buffer, key = secret, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', key).update(data).digest(encoding);
}

/** The header that GitHub sends with a body. */
export function github(body: string | Buffer, key = secret): { readonly 'x-hub-signature-256': string } {
  return { 'x-hub-signature-256': `sha256=${hmac(body, key)}` };
}

/** The header that Stripe sends with a body. */
export function stripe(body: string, at = seconds, key = secret): { readonly 'stripe-signature': string } {
  return { 'stripe-signature': `t=${at},v1=${hmac(`${at}.${body}`, key)}` };
}
