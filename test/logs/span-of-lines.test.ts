import { expect, test } from 'vitest';
import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import { knowFormats } from '../../src/logs/formats/known-formats.ts';
import { spanOfLines } from '../../src/logs/span-of-lines.ts';
import { writeFolder } from '../helpers/write-folder.ts';

test('lines count whatever the name of their file holds', async () => {
  const line = (second: number) => `{"time":"2026-05-11T10:00:0${second}Z","msg":"two"}\n`;
  const { folder, remove } = await writeFolder({ 'a.log': line(3), 'b\nc.log': line(1), 'd:e.log': line(5) });
  const span = await spanOfLines({
    logs: [{ files: '**', fields: {} }],
    folder: await openEvidenceFolder(folder),
    known: knowFormats(),
    match: 'two',
    signal: new AbortController().signal,
  });
  expect(span).toEqual({ fromMs: Date.parse('2026-05-11T10:00:01Z'), toMs: Date.parse('2026-05-11T10:00:05Z') });
  await remove();
});
