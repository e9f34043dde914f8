import { execFile } from 'node:child_process';
import type { RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
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

/** Of several runs the shortest time of each phase: what else the machine does makes times longer, never shorter. */
const shortest = (one: readonly number[], other: readonly number[]) =>
  one.map((ms, at) => Math.min(ms, other[at] ?? ms));

test.skipIf(!hasCurl).each(['http', 'https'])(
  'over %s the times of connect, TLS, first byte and total are those of curl, within 5 ms or a tenth',
  async (scheme) => {
    const port = scheme === 'http' ? await serve(slow) : await listen(createTlsServer(identity(), slow));
    const url = `${scheme}://localhost:${port}/`;
    let theirs = await byCurl(url);
    let ours = await byCausebook(url);
    const differences = () =>
      ['connect', 'appconnect', 'starttransfer', 'total'].filter((_, at) => {
        const expected = theirs[at] ?? 0;
        return Math.abs((ours[at] ?? 0) - expected) > Math.max(5, expected * 0.1);
      });
    for (let runs = 1; runs < 5 || (runs < 60 && differences().length > 0); runs++) {
      theirs = shortest(theirs, await byCurl(url));
      ours = shortest(ours, await byCausebook(url));
    }
    expect(differences(), `causebook ${ours.join(' ')}, curl ${theirs.join(' ')}`).toEqual([]);
  },
);
