import { execFile } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { promisify } from 'node:util';
import { expect, test, vi } from 'vitest';
import { fixtures, identity, listen, run, serve } from './serve.ts';

const exec = promisify(execFile);
const hasCurl = await exec('curl', ['--version']).then(
  () => true,
  () => false,
);

const slow: RequestListener = (_, response) => {
  setTimeout(() => {
    response.write('a');
    setTimeout(() => response.end('b'), 40);
  }, 120);
};

/** The same phases as curl counts them: each from the start. */
const written = '%{time_connect} %{time_appconnect} %{time_starttransfer} %{time_total}';

async function byCurl(url: string): Promise<readonly number[]> {
  const args = ['-s', '-o', '/dev/null', '--noproxy', '*', '--cacert', `${fixtures}root.pem`, '-w', written, url];
  return (await exec('curl', args)).stdout.split(' ').map((seconds) => Number(seconds) * 1000);
}

async function byCausebook(url: string): Promise<readonly number[]> {
  const { facts } = await run({ url, ca: 'root.pem' }, { folder: fixtures });
  const [dns, tcp, tls] = ['dns_ms', 'tcp_ms', 'tls_ms'].map((name) => Number(facts[name] ?? 0)) as [
    number,
    number,
    number,
  ];
  return [dns + tcp, tls === 0 ? 0 : dns + tcp + tls, Number(facts.first_byte_ms), Number(facts.total_ms)];
}

async function medians(measure: () => Promise<readonly number[]>): Promise<readonly number[]> {
  const runs: (readonly number[])[] = [];
  for (let i = 0; i < 5; i++) runs.push(await measure());
  return [0, 1, 2, 3].map((at) => runs.map((one) => one[at] ?? 0).sort((a, b) => a - b)[2] ?? 0);
}

test.skipIf(!hasCurl).each(['http', 'https'])(
  'over %s the times of connect, TLS, first byte and total are those of curl, within 5 ms or 10 %%',
  async (scheme) => {
    const port = scheme === 'http' ? await serve(slow) : await listen(createTlsServer(identity(), slow));
    const url = `${scheme}://localhost:${port}/`;
    // On a busy machine five requests in a row may all be late: what is asked is that the two agree, not that nothing else runs.
    await vi.waitFor(
      async () => {
        const theirs = await medians(() => byCurl(url));
        const ours = await medians(() => byCausebook(url));
        for (const [at, name] of ['connect', 'appconnect', 'starttransfer', 'total'].entries()) {
          const expected = theirs[at] ?? 0;
          expect(Math.abs((ours[at] ?? 0) - expected), `${name}: ${ours[at]} and ${expected}`).toBeLessThanOrEqual(
            Math.max(5, expected * 0.1),
          );
        }
      },
      { timeout: 25_000, interval: 1 },
    );
  },
);
