import { StringDecoder } from 'node:string_decoder';
import { PromptEnded } from './prompt-ended.ts';

/** The lines of an input. They may come faster than they are asked for (a paste, a pipe): none is lost. */
export type Lines = {
  /** The next line; rejects with `PromptEnded` when there is none any more. */
  readonly next: () => Promise<string>;
  /**
   * All lines up to one that is a single `.`, or to Ctrl-D. On a terminal nothing is echoed meanwhile, and a line may be
   * longer than the 4,095 bytes that a terminal passes on when it edits lines itself.
   */
  readonly untilEnd: () => Promise<string>;
  readonly close: () => void;
};

type Waiting = { readonly resolve: (line: string) => void; readonly reject: (cause: Error) => void };

/** Reads an input line by line. */
export function createLines(stdin: NodeJS.ReadableStream): Lines {
  const decoder = new StringDecoder('utf8');
  const ready: string[] = [];
  const waiting: Waiting[] = [];
  let rest = '';
  let isRaw = false;
  let endsInReturn = false;
  let ended: PromptEnded | undefined;

  const give = (line: string) => {
    const first = waiting.shift();
    if (first === undefined) ready.push(line);
    else first.resolve(line);
  };
  const end = (how: 'quit' | 'interrupted') => {
    if (rest !== '') give(rest);
    rest = '';
    ended ??= new PromptEnded(how);
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  const onData = (chunk: string | Buffer) => {
    const came = typeof chunk === 'string' ? chunk : decoder.write(chunk);
    // The second half of a line end whose first half has ended the line already.
    const text = rest + (endsInReturn && came.startsWith('\n') ? came.slice(1) : came);
    if (came !== '') endsInReturn = isRaw && came.endsWith('\r');
    const pieces = text.split(isRaw ? /\r\n|\r|\n/ : /\r?\n/);
    rest = pieces.pop() ?? '';
    for (const line of pieces) give(line);
    if (isRaw && rest.endsWith('\u0003')) end('interrupted');
    if (isRaw && rest.endsWith('\u0004')) {
      rest = rest.slice(0, -1);
      if (rest !== '') give(rest);
      rest = '';
      give(endOfText);
    }
  };
  const onEnd = () => end('quit');
  stdin.on('data', onData);
  stdin.on('end', onEnd);
  stdin.on('close', onEnd);
  stdin.resume();

  const next = () =>
    new Promise<string>((resolve, reject) => {
      const line = ready.shift();
      if (line !== undefined) resolve(line);
      else if (ended !== undefined) reject(ended);
      else waiting.push({ resolve, reject });
    });

  return {
    next,
    untilEnd: async () => {
      const setRaw = rawModeOf(stdin);
      setRaw(true);
      isRaw = setRaw !== keepMode;
      try {
        const lines: string[] = [];
        for (;;) {
          const line = await next().catch((cause: unknown) => {
            // What came before the input ended is what there is.
            if (cause instanceof PromptEnded && cause.how === 'quit') return endOfText;
            throw cause;
          });
          if (line === '.' || line === endOfText) return lines.join('\n');
          lines.push(line);
        }
      } finally {
        isRaw = false;
        setRaw(false);
      }
    },
    close: () => {
      stdin.off('data', onData);
      stdin.off('end', onEnd);
      stdin.off('close', onEnd);
      stdin.pause();
    },
  };
}

/** Stands for Ctrl-D among the lines; no line holds a line end. */
const endOfText = '\n';

const keepMode = () => undefined;

function rawModeOf(stdin: NodeJS.ReadableStream): (isRaw: boolean) => unknown {
  const terminal = stdin as Partial<NodeJS.ReadStream>;
  if (terminal.isTTY !== true || terminal.setRawMode === undefined) return keepMode;
  return (isRaw) => terminal.setRawMode?.(isRaw);
}
