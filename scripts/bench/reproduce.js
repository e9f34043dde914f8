// npm run bench reproduce: how far apart N requests arrive "at the same moment": plain Promise.all, the same over connections that are open
// already, and the last-byte hold of `check reproduce`. A server in a process of its own notes when it has the whole of each request.
import { fork } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { withSource } from '../import-source.js';

const rounds = 40;
const body = JSON.stringify({ external_id: 'TEST_1', name: 'x'.repeat(2000) });
let server;
await withSource('src/checks/reproduce/send.ts', async ({ sendTogether }, folder) => {
  try {
    server = await startServer(folder);
    console.log(`${rounds} rounds each; spread of the moments at which the server has the whole request, ms`);
    console.log('requests  way                              median     90 %      max   as released here');
    for (const count of [5, 20, 50]) {
      await report(count, 'Promise.all', () => all(count, false));
      await report(count, 'Promise.all, connections open', () => all(count, true));
      await report(count, 'last-byte hold', () => hold(sendTogether, count));
    }
  } finally {
    server?.child.kill();
  }
});

async function report(count, name, send) {
  const spreads = [];
  const released = [];
  for (let round = 0; round < rounds; round += 1) {
    const arrived = server.arrivals();
    const spread = await send();
    if (spread !== undefined) released.push(spread);
    const times = await arrived;
    spreads.push(Math.max(...times) - Math.min(...times));
  }
  const cells = [at(spreads, 0.5), at(spreads, 0.9), at(spreads, 1)].map((ms) => ms.toFixed(2).padStart(9));
  const own =
    released.length === 0 ? '' : `   median ${at(released, 0.5).toFixed(2)}, max ${at(released, 1).toFixed(2)}`;
  console.log(`${String(count).padStart(8)}  ${name.padEnd(30)} ${cells.join('')}${own}`);
}

function at(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)];
}

async function all(count, isOpen) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: count });
  // Requests that the server does not count open the connections first.
  if (isOpen) await Promise.all(Array.from({ length: count }, () => request({ agent, method: 'GET', count })));
  await Promise.all(Array.from({ length: count }, () => request({ agent, method: 'POST', count })));
  agent.destroy();
}

function request({ agent, method, count }) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': method === 'POST' ? Buffer.byteLength(body) : 0, 'x-count': count };
    const outgoing = http.request({ port: server.port, host: '127.0.0.1', method, agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    });
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? body : undefined);
  });
}

async function hold(sendTogether, count) {
  const head = [
    'POST / HTTP/1.1',
    'host: x',
    `x-count: ${count}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  const { spreadMs } = await sendTogether(
    {
      url: new URL(`http://127.0.0.1:${server.port}/`),
      method: 'POST',
      addresses: [{ host: '127.0.0.1', port: server.port, address: '127.0.0.1' }],
      ca: undefined,
      answerWithinMs: 10_000,
      deadline: { signal: new AbortController().signal, limitMs: 60_000, hit: () => undefined, stop: () => undefined },
      now: () => new Date(),
      onSent: () => undefined,
    },
    { bytes: Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`), times: count },
  );
  return spreadMs;
}

async function startServer(place) {
  const file = path.join(place, 'server.mjs');
  await writeFile(
    file,
    `import http from 'node:http';
const times = [];
http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  request.on('end', () => {
    // Told only when all are there: telling each would itself pull them apart.
    if (request.method === 'POST') times.push(performance.now());
    if (times.length === Number(request.headers['x-count'])) process.send({ times: times.splice(0) });
    response.end('{}');
  });
}).listen(0, '127.0.0.1', function () { process.send({ port: this.address().port }); });
`,
  );
  const child = fork(file);
  let tell;
  const port = await new Promise((resolve) => {
    child.on('message', (message) => (message.port === undefined ? tell?.(message.times) : resolve(message.port)));
  });
  const arrivals = () =>
    new Promise((resolve) => {
      tell = resolve;
    });
  return { child, port, arrivals };
}
