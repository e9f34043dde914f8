import { createJsonSchema } from '../runbook/schema.ts';

/** Prints the JSON Schema of runbooks. */
export function schema(): void {
  process.stdout.write(`${JSON.stringify(createJsonSchema(), null, 2)}\n`);
}
