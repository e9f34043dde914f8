import path from 'node:path';
import { expect, it } from 'vitest';
import { readLogSource } from '../../../src/commands/check/log-source.ts';
import { writeFolder } from '../../helpers/write-folder.ts';

it.each([
  ['', '1:1: the source: must be a map of keys, and is empty'],
  ['- a\n', '1:1: the source: must be a map of keys, not a list'],
  ['command: [echo, 1]\n', '1:17: command[1]: must be a text, not a number. Write it in quotes.'],
  ['command: [echo, true]\n', '1:17: command[1]: must be a text, not true or false. Write it in quotes.'],
  ['command: [echo, ~]\n', '1:17: command[1]: must be a text, and is empty'],
  ['command: kubectl logs\n', '1:10: command: must be a list, not a text. Write it as a list: [a, b].'],
  ['command: []\n', '1:10: command: must not be empty'],
  ['files: 1\n', '1:8: files: must be a text or a list, not a number'],
  ['loki: crm\n', '1:7: loki: must be a map of keys, not a text'],
  ['command: [a]\nduration: {field: a}\n', '2:11: "unit" is missing. Expected one of ms, s.'],
  ['command: [a]\nfields: {a: 1}\n', '2:13: fields.a: must be one of text, number, integer, boolean, json'],
])('of the source %j is told what is wrong and how it is written', async (text, message) => {
  const { folder, remove } = await writeFolder({ 's.yaml': text });
  const file = path.join(folder, 's.yaml');
  await expect(readLogSource(file)).rejects.toMatchObject({ name: 'UserError', message: `${file}:${message}` });
  await remove();
});
