import { UserError } from '../../errors.ts';
import type { Finding } from './finding.ts';

/** Whether what the person wrote for causebook can be read: `read` throws a `UserError` where it cannot, and tells what there is. */
export async function judgeOwnFiles(of: {
  readonly id: string;
  readonly read: () => Promise<string>;
  readonly otherwise: 'warn' | 'fail';
  readonly advice: string;
}): Promise<Finding> {
  const { id, read, otherwise, advice } = of;
  try {
    return { id, status: 'pass', say: await read() };
  } catch (cause) {
    if (!(cause instanceof UserError)) throw cause;
    const [first = '', ...rest] = cause.message.split('\n');
    const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
    return { id, status: otherwise, say: `${first}${more}`, advice };
  }
}
