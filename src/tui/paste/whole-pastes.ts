import { PassThrough } from 'node:stream';

const start = Buffer.from('\u001b[200~');
const end = Buffer.from('\u001b[201~');
const interrupt = Buffer.from('\u0003');

/** A paste beyond this is cut: a byte more than can be kept, so that it is refused and not taken for whole. */
const maxBytes = 64 * 1024 * 1024 + 1;

/**
 * An input in which each bracketed paste comes in one piece; `release` lets go of the terminal's own. Between `pause` and
 * `resume` another program reads the terminal.
 */
export type WholePastes = {
  readonly stdin: NodeJS.ReadStream;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly release: () => void;
};

/**
 * Puts each bracketed paste together before Ink sees it: Ink reads all it has of a paste again with every chunk, which
 * takes minutes for twenty megabytes. An end mark inside the pasted text is taken out, so that what stands after it
 * is text and no key.
 */
export function gatherPastes(terminal: NodeJS.ReadStream): WholePastes {
  const stdin = Object.assign(new PassThrough(), {
    isTTY: terminal.isTTY,
    setRawMode: (isRaw: boolean) => terminal.setRawMode(isRaw),
    ref: () => terminal.ref(),
    // Prompts may come after the screen, and nobody refs the terminal for them; `release` pauses it, so that it keeps nobody alive.
    unref: () => undefined,
  }) as unknown as PassThrough & NodeJS.ReadStream;
  let held: Buffer[] | undefined;
  let bytes = 0;
  /** The last bytes that came, in which the end mark may have begun. */
  let tail = Buffer.alloc(0);

  const outside = (chunk: Buffer): void => {
    const from = chunk.indexOf(start);
    const keys = from === -1 ? chunk : chunk.subarray(0, from);
    if (keys.length > 0) stdin.write(keys);
    if (from === -1) return;
    held = [];
    bytes = 0;
    tail = Buffer.alloc(0);
    inside(chunk.subarray(from + start.length), held);
  };
  const inside = (chunk: Buffer, parts: Buffer[]): void => {
    if (chunk.equals(interrupt)) {
      // The end of this paste never came: ctrl-C must still lead out.
      held = undefined;
      stdin.write(Buffer.concat([start, withoutMarks(Buffer.concat(parts)), end]));
      stdin.write(chunk);
      return;
    }
    if (bytes < maxBytes) parts.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
    const near = Buffer.concat([tail, chunk]);
    const to = near.lastIndexOf(end);
    tail = near.subarray(-(end.length - 1));
    if (to === -1) return;
    held = undefined;
    const after = near.length - to - end.length;
    const text = Buffer.concat(parts);
    const body = bytes > maxBytes ? text : text.subarray(0, text.length - after - end.length);
    stdin.write(Buffer.concat([start, withoutMarks(body), end]));
    if (after > 0) outside(near.subarray(near.length - after));
  };
  const onData = (given: Buffer | string): void => {
    const chunk = typeof given === 'string' ? Buffer.from(given) : given;
    if (held === undefined) outside(chunk);
    else inside(chunk, held);
  };
  const onEnd = () => stdin.end();
  terminal.on('data', onData);
  terminal.on('end', onEnd);
  // A prompt before the screen has paused it, and listening alone does not set it going again.
  terminal.resume();
  return {
    stdin,
    pause: () => {
      terminal.off('data', onData);
      terminal.pause();
    },
    resume: () => {
      terminal.on('data', onData);
      terminal.resume();
    },
    release: () => {
      terminal.off('data', onData);
      terminal.off('end', onEnd);
      terminal.pause();
    },
  };
}

function withoutMarks(body: Buffer): Buffer {
  if (!body.includes(end)) return body;
  return Buffer.from(body.toString('latin1').replaceAll(end.toString('latin1'), ''), 'latin1');
}
