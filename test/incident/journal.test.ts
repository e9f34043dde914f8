import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { Event } from '../../src/incident/events.ts';
import { readJournal } from '../../src/incident/journal.ts';
import { continueJournal, createJournal } from '../../src/incident/write-journal.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const removals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removals.splice(0)) await remove();
});

async function newFile(): Promise<string> {
  const { folder, remove } = await writeFolder({});
  removals.push(remove);
  return path.join(folder, 'journal.jsonl');
}

const noted = (seq: number, text = `remark ${seq}`): Event => ({
  seq,
  at: '2026-05-12T10:00:00.000Z',
  type: 'noted',
  text,
});

async function write(events: readonly Event[]): Promise<string> {
  const file = await newFile();
  const journal = createJournal(file);
  for (const event of events) await journal.append(event);
  await journal.close();
  return file;
}

test('what was appended is read, and only its owner may read it', async () => {
  const events = [noted(1, 'line\nbreak, "quotes", é 😀'), noted(2, '')];
  const file = await write(events);
  const { size, mode } = await stat(file);
  expect(await readJournal(file)).toEqual({ events, torn: 0, isTornLine: false, bytes: size, damaged: [] });
  expect(mode & 0o777).toBe(0o600);
});

test('an event is on the disk before its append resolves', async () => {
  const file = await newFile();
  const journal = createJournal(file);
  await journal.append(noted(1));
  expect((await readJournal(file)).events).toEqual([noted(1)]);
  await journal.close();
});

test('a journal is never begun over another', async () => {
  const file = await write([noted(1)]);
  await expect(createJournal(file).append(noted(1))).rejects.toMatchObject({ code: 'EEXIST' });
  expect((await readJournal(file)).events).toEqual([noted(1)]);
});

test('events that come at once keep their order, and each is there when its own append resolves', async () => {
  const file = await newFile();
  const journal = createJournal(file);
  const events = Array.from({ length: 300 }, (_, index) => noted(index + 1, 'x'.repeat(index)));
  await Promise.all(
    events.map(async (event, index) => {
      // Some come in one turn, some in later ones.
      for (let turn = 0; turn < index % 7; turn++) await Promise.resolve();
      await journal.append(event);
      if (index % 50 === 0) expect((await readJournal(file)).events.map(({ seq }) => seq)).toContain(event.seq);
    }),
  );
  await journal.close();
  const { events: read } = await readJournal(file);
  expect([...read].sort((a, b) => a.seq - b.seq)).toEqual(events);
  const sameTurn = read.filter(({ seq }) => (seq - 1) % 7 === 0).map(({ seq }) => seq);
  expect(sameTurn).toEqual([...sameTurn].sort((a, b) => a - b));
});

test('wherever the last line is cut, nothing before it is lost, and going on begins a line of its own', async () => {
  const events = [noted(1), noted(2, 'é'), noted(3, 'the last, €')];
  const whole = await readFile(await write(events));
  const start = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
  for (let cut = start; cut < whole.length; cut++) {
    const file = await newFile();
    await writeFile(file, whole.subarray(0, cut));
    const read = await readJournal(file);
    expect(read).toEqual({
      events: events.slice(0, 2),
      torn: cut - start,
      isTornLine: cut > start,
      bytes: start,
      damaged: [],
    });
    const journal = continueJournal(file, read);
    await journal.append(noted(3, 'again'));
    await journal.close();
    expect((await readJournal(file)).events).toEqual([...events.slice(0, 2), noted(3, 'again')]);
  }
});

test.each<[string, Uint8Array]>([
  ['zeroes', Buffer.alloc(4096)],
  ['zeroes and a line break', Buffer.from('\0\0\0\n')],
  ['garbage', Buffer.from([0xff, 0xfe, 0x0a, 0x7b, 0x80])],
  ['lines of garbage', Buffer.from('x\ny\n{}\n[1]\nnull\n')],
  ['half an event', Buffer.from('{"seq":3,"at":"2026')],
  ['half an event and a line break', Buffer.from('{"seq":3,"at":"2026\n')],
])('%s at the end are dropped and told', async (_, tail) => {
  const file = await write([noted(1), noted(2)]);
  const { size } = await stat(file);
  await appendFile(file, tail);
  const read = await readJournal(file);
  expect(read).toMatchObject({ events: [noted(1), noted(2)], torn: tail.length, bytes: size });
  const journal = continueJournal(file, read);
  await journal.append(noted(3));
  await journal.close();
  expect(await readJournal(file)).toMatchObject({ events: [noted(1), noted(2), noted(3)], torn: 0 });
});

test('whatever stands at the end, what was written before it is read', async () => {
  const whole = await readFile(await write([noted(1), noted(2)]));
  const file = await newFile();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (tail) => {
      await writeFile(file, Buffer.concat([whole, tail]));
      expect((await readJournal(file)).events.slice(0, 2)).toEqual([noted(1), noted(2)]);
    }),
    { numRuns: 200 },
  );
});

test('a damaged byte inside a text costs that text only, and the tail is still cut at its place', async () => {
  const file = await write([noted(1, 'abc'), noted(2)]);
  const bytes = await readFile(file);
  bytes[bytes.indexOf('abc') + 1] = 0xff;
  await writeFile(file, Buffer.concat([bytes, Buffer.from('{"seq":3')]));
  const read = await readJournal(file);
  expect(read).toMatchObject({ events: [noted(1, 'a\ufffdc'), noted(2)], torn: 8, bytes: bytes.length });
});

test('a damaged line before the last event is told with its number', async () => {
  const file = await write([noted(1), noted(2), noted(3)]);
  const lines = (await readFile(file, 'utf8')).split('\n');
  await writeFile(file, lines.with(2, '{"seq":2,"at"').join('\n'));
  await expect(readJournal(file)).rejects.toThrow(
    new UserError({
      message: 'is damaged: this line is not an event',
      place: { file, line: 3 },
      hint: '1 event stands after it. With --skip-damaged all that can be read is read; a resume then keeps the file as it is under another name.',
    }),
  );
  expect(await readJournal(file, { skipDamaged: true })).toMatchObject({ events: [noted(1), noted(3)], damaged: [3] });
});

test.each(['{"hello":1}\n', 'x', '\n'])('a file that begins with %j is refused', async (text) => {
  const file = await newFile();
  await writeFile(file, text);
  await expect(readJournal(file)).rejects.toThrow(
    new UserError({ message: 'is not a causebook journal', place: { file, line: 1 } }),
  );
});

test.each([
  [2, '{"seq":1,"type":"opened","tool":"causebook 3.0.1"}\n', 'newer', ' (causebook 3.0.1)'],
  [0, '', 'older', ''],
])(
  'a journal of version %j is refused with who can read it and where the note is',
  async (version, rest, age, tool) => {
    const file = await newFile();
    await writeFile(file, `{"journal":"causebook","version":${version}}\n${rest}`);
    await expect(readJournal(file)).rejects.toThrow(
      new UserError({
        message: `is a journal of version ${version}, as ${age} causebooks write it; this one reads version 1`,
        place: { file, line: 1 },
        hint: `Go on with it in the causebook that wrote it${tool}. How far it had come: ${path.join(path.dirname(file), 'note.md')}`,
      }),
    );
  },
);

test('a journal that ended before its first line was whole holds nothing', async () => {
  const file = await newFile();
  expect(await readJournal(file)).toMatchObject({ events: [], torn: 0, bytes: 0 });
  const first = '{"journal":"causebook","version":1}\n';
  for (let cut = 0; cut <= first.length; cut++) {
    await writeFile(file, first.slice(0, cut));
    expect((await readJournal(file)).events).toEqual([]);
  }
  await writeFile(file, Buffer.concat([Buffer.from(first.slice(0, 10)), Buffer.alloc(4096)]));
  expect(await readJournal(file)).toMatchObject({ events: [], torn: 4106, bytes: 0 });
});

test('a write that fails is told to who appended', async () => {
  const file = await write([noted(1)]);
  const journal = continueJournal(file, await readJournal(file));
  await journal.close();
  await expect(journal.append(noted(2))).rejects.toThrow();
  expect((await readJournal(file)).events).toEqual([noted(1)]);
});

test('what somebody else has written since it was read is never overwritten', async () => {
  const file = await write([noted(1)]);
  const read = await readJournal(file);
  await appendFile(file, `${JSON.stringify(noted(2))}\n`);
  const journal = continueJournal(file, read);
  await expect(journal.append(noted(2, 'mine'))).rejects.toThrow('another causebook has written the journal meanwhile');
  await journal.close();
  expect((await readJournal(file)).events).toEqual([noted(1), noted(2)]);
});

test('what could not be written goes out in order once it can be, before anything newer', async () => {
  const file = await newFile();
  let isFull = true;
  const prepare = async () => {
    if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  const journal = createJournal(file, { prepare });
  await expect(journal.append(noted(1))).rejects.toThrow('no space left on device');
  await expect(journal.append(noted(2))).rejects.toThrow('no space left on device');
  await expect(journal.retry()).rejects.toThrow('no space left on device');
  expect(journal.unsaved().split('\n')).toHaveLength(4);
  isFull = false;
  await journal.append(noted(3));
  expect(journal.unsaved()).toBe('');
  await journal.close();
  expect((await readJournal(file)).events).toEqual([noted(1), noted(2), noted(3)]);
});
