// One run of a whole process tree: wall time, processor time and, where asked, the peak of its memory.
import { readdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { execa } from 'execa';

const pollMs = 15;

/**
 * Runs a shell script. `cpuMs` is the user and system time of everything it started; `peakBytes` is the largest sum of the
 * memory of its processes without the files they map (RssAnon), undefined where it was not polled or there is no /proc.
 */
export async function measure(script, { env, withMemory }) {
  // `times` speaks of the children that have ended: of all that the script ran.
  const wrapped = `${script}\nstatus=$?; times >&3; exit $status`;
  const busyBefore = busyMs();
  const begun = performance.now();
  const child = execa('sh', ['-c', wrapped], {
    env,
    reject: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 1e9,
    stripFinalNewline: true,
  });
  let ms;
  child.once('exit', () => {
    ms = performance.now() - begun;
  });
  const poll = withMemory ? pollMemory(child.pid) : undefined;
  const { exitCode, stdout, stderr, stdio, signal } = await child;
  const peakBytes = poll?.();
  const cpuMs = readTimes(stdio[3] ?? '');
  const busyAfter = busyMs();
  return {
    ms: ms ?? performance.now() - begun,
    cpuMs,
    peakBytes,
    // What other programs (and this one) used of a core meanwhile.
    foreignShare:
      busyBefore === undefined ? 0 : Math.max(0, busyAfter - busyBefore - (cpuMs ?? 0)) / (performance.now() - begun),
    exitCode: exitCode ?? `ended by ${signal}`,
    stdout,
    stderr,
  };
}

/** Brings files into the page cache. */
export async function warm(files) {
  const buffer = Buffer.allocUnsafe(1 << 20);
  for (const file of files) {
    const handle = await open(file);
    while ((await handle.read(buffer, 0, buffer.length)).bytesRead > 0);
    await handle.close();
  }
}

/** The last line of `times`: user and system time of the children. */
function readTimes(text) {
  const found = [...text.matchAll(/(\d+)m([\d.,]+)s/g)].slice(-2);
  if (found.length < 2) return undefined;
  return found.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds.replace(',', '.')) * 1000,
    0,
  );
}

function pollMemory(pid) {
  let peak;
  const look = () => {
    const bytes = treeBytes(pid);
    if (bytes !== undefined) peak = Math.max(peak ?? 0, bytes);
  };
  const timer = setInterval(look, pollMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}

/**
 * A process may end while it is looked at: it then counts for nothing. One that has forked and does not run its own program yet has the
 * memory of its parent, page for page, and counts for nothing too.
 */
function treeBytes(pid, above) {
  let own;
  let command;
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    own = kilobytes === undefined || command === above ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
  // A child is listed under the thread that started it.
  const children = threadsOf(pid).flatMap((thread) => {
    try {
      return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean);
    } catch {
      return [];
    }
  });
  return children.reduce((sum, child) => sum + (treeBytes(child, command) ?? 0), own ?? 0);
}

function threadsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** How long the machine's cores have worked since it started, in milliseconds (clock ticks of 10 ms). */
function busyMs() {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n')[0]
      .split(/\s+/)
      .slice(1)
      .map(Number);
    return (user + nice + system + irq + softirq) * 10;
  } catch {
    return undefined;
  }
}
