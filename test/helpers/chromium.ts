import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';

type Parameters = { readonly [name: string]: unknown };
type Message = {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Parameters;
  readonly result?: Parameters;
  readonly error?: { readonly message: string };
};

/** A page of a headless Chromium. `requests` are the URLs that it has asked for. */
export type Page = {
  readonly send: (method: string, parameters?: Parameters) => Promise<Parameters>;
  /** Opens a file at a size and waits until it is loaded. */
  readonly open: (
    url: string,
    size: { readonly width: number; readonly height: number; readonly isPhone?: boolean },
  ) => Promise<void>;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
};

/** The Chromium on PATH, or undefined. */
export function findChromium(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const files = (process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => names.map((name) => path.join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Starts Chromium and speaks the DevTools protocol with it over a pipe; all that goes out goes through the proxy at `proxyPort`. */
export async function openPage(chromium: string, { proxyPort }: { readonly proxyPort: number }): Promise<Page> {
  const profile = mkdtempSync(path.join(tmpdir(), 'causebook-chromium-'));
  const child = spawn(
    chromium,
    [
      '--headless',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      `--proxy-server=127.0.0.1:${proxyPort}`,
      '--proxy-bypass-list=<-loopback>',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
      '--hide-scrollbars',
      '--disable-dev-shm-usage',
      // Its sandbox needs rights that root in a container does not have.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const speak = createConnection(child);
  const { targetId } = await speak.send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await speak.send('Target.attachToTarget', { targetId, flatten: true });
  const requests: string[] = [];
  speak.on('Network.requestWillBeSent', ({ request }) => requests.push((request as { readonly url: string }).url));
  const send = (method: string, parameters: Parameters = {}) => speak.send(method, parameters, sessionId as string);
  await send('Network.enable');
  await send('Page.enable');
  return {
    send,
    requests,
    open: async (url, { width, height, isPhone = false }) => {
      await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: isPhone });
      const loaded = speak.next('Page.loadEventFired');
      await send('Page.navigate', { url });
      await loaded;
    },
    close: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      await speak.send('Browser.close').catch(() => child.kill('SIGKILL'));
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Messages are JSON, each ended by a zero byte. */
function createConnection(child: ChildProcess) {
  const [to, from] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<
    number,
    { readonly resolve: (result: Parameters) => void; readonly reject: (cause: Error) => void }
  >();
  const listeners = new Map<string, ((parameters: Parameters) => void)[]>();
  let rest = '';
  let last = 0;
  const on = (method: string, listener: (parameters: Parameters) => void) =>
    listeners.set(method, [...(listeners.get(method) ?? []), listener]);
  from.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const { id, method, params = {}, result = {}, error } = JSON.parse(part) as Message;
      if (id !== undefined) {
        const call = waiting.get(id);
        waiting.delete(id);
        error === undefined ? call?.resolve(result) : call?.reject(new Error(error.message));
      } else for (const listener of listeners.get(method ?? '') ?? []) listener(params);
    }
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium has ended'));
  });
  to.on('error', () => undefined);
  return {
    on,
    next: (method: string) => new Promise<Parameters>((resolve) => on(method, resolve)),
    send: (method: string, params: Parameters = {}, sessionId?: string) =>
      new Promise<Parameters>((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve, reject });
        to.write(
          `${JSON.stringify({ id: last, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`,
        );
      }),
  };
}
