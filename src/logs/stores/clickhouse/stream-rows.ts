import { type CheckProblem, messageOf } from '../../../errors.ts';
import { type Client, limits } from '../client.ts';
import type { StoreAnswer } from '../exchange.ts';
import { describeOther, parseRows, type Row, readException } from './rows.ts';

const maxOther = 64 * 1024;

/**
 * The rows of an answer as they come. Throws a `CheckProblem` with the error that ClickHouse told after its first rows, and
 * when the answer ends inside a row, or is something else. Ends early, and says so, when more came than one read may bring.
 */
export async function* streamRows(answer: StoreAnswer, client: Client): AsyncGenerator<readonly Row[]> {
  let chunks: Buffer[] = [];
  let size = 0;
  let other = '';
  const refuse = (said: string): CheckProblem =>
    client.refusal({ status: answer.status, text: said }, withReads(said, answer));
  try {
    for await (const chunk of answer.body) {
      if (other !== '') {
        if (other.length < maxOther) other += chunk.toString('utf8');
        continue;
      }
      const end = chunk.lastIndexOf(0x0a) + 1;
      chunks.push(chunk.subarray(0, end === 0 ? chunk.length : end));
      size += chunk.length;
      if (size > limits.answerBytes && end === 0) throw refuse(`a row of more than ${limits.answerBytes} bytes`);
      if (end === 0) continue;
      const piece = parseRows(Buffer.concat(chunks).toString('utf8'));
      chunks = [chunk.subarray(end)];
      size = chunk.length - end;
      if (piece.rows.length > 0) yield piece.rows;
      if (piece.other !== undefined) other = `${piece.other}${chunk.subarray(end).toString('utf8')}`;
      if (client.isSpent(() => 'what followed was not read')) return;
    }
  } catch (error) {
    // The connection often breaks right after the error is told.
    const said = readException(other === '' ? Buffer.concat(chunks).toString('utf8') : other);
    throw said === undefined || messageOf(error) === 'cancelled' ? error : refuse(said);
  }
  const last = other === '' ? parseRows(Buffer.concat(chunks).toString('utf8')) : { rows: [], other };
  if (last.rows.length > 0) yield last.rows;
  if (last.other !== undefined) throw refuse(readException(last.other) ?? describeOther(last.other));
  const code = answer.trailers()['x-clickhouse-exception-code'];
  if (code !== undefined) throw refuse(`Code: ${code}, after some of the rows`);
}

/** How far the server had come, as far as it said so. */
function withReads(said: string, answer: StoreAnswer): string {
  const summary = [answer.trailers()['x-clickhouse-summary'], answer.headers['x-clickhouse-summary']].flat();
  const rows = /"read_rows":"(\d+)"/.exec(summary.find((text) => text !== undefined) ?? '')?.[1];
  const line = said.split(/\r?\n/)[0] ?? '';
  return rows === undefined || rows === '0' ? line : `${line.slice(0, 240)} (after it had read ${rows} rows)`;
}
