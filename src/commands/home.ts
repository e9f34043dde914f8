import { exitCodes } from './exit-codes.ts';

/** Without a command: what there is to do. */
export function home(help: string): void {
  process.stdout.write(help);
  process.exitCode = exitCodes.pass;
}
