import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { vi } from 'vitest';
import { writeFolder } from './write-folder.ts';

/** A Prometheus on loopback, in a folder of its own. */
export type RealPrometheus = { readonly url: string; readonly close: () => Promise<void> };

/** Whether Prometheus and its tool are on this machine (Debian: the package prometheus). */
export const hasPrometheus = ['prometheus', 'promtool'].every((program) => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** A sample of a series that `labels` name, at seconds since 1970. */
export type Sample = {
  readonly labels: { readonly [name: string]: string };
  readonly seconds: number;
  readonly value: number;
};

/** Starts a Prometheus that holds these samples of one gauge, and scrapes nothing. */
export async function startPrometheus(metric: string, samples: readonly Sample[]): Promise<RealPrometheus> {
  const { folder, remove } = await writeFolder({
    'samples.txt': renderOpenMetrics(metric, samples),
    'prometheus.yml': 'global: {scrape_interval: 15s}\n',
  });
  const data = path.join(folder, 'data');
  execFileSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', path.join(folder, 'samples.txt'), data], {
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${path.join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=${new URL(url).host}`,
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const close = async () => {
    const ended = child.exitCode === null ? once(child, 'exit') : undefined;
    child.kill('SIGKILL');
    await ended;
    await remove();
  };
  try {
    const isReady = async () => {
      const answer = await fetch(`${url}/-/ready`);
      if (!answer.ok) throw new Error(`Prometheus is not ready: ${answer.status}`);
    };
    await vi.waitFor(isReady, { timeout: 20_000, interval: 50 });
  } catch (cause) {
    await close();
    throw cause;
  }
  return { url, close };
}

/** OpenMetrics 1.0, with the samples of each series together, as its order asks. */
function renderOpenMetrics(metric: string, samples: readonly Sample[]): string {
  const lines = samples.map(({ labels, seconds, value }) => {
    const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(text)}"`);
    return `${metric}{${pairs.join(',')}} ${value} ${seconds}`;
  });
  return [`# TYPE ${metric} gauge`, ...lines, '# EOF', ''].join('\n');
}

function escapeLabel(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
