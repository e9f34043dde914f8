import { createJsonSchema } from '../runbook/schema.ts';
import { printJson } from './print-json.ts';

/** Prints the JSON Schema of runbooks. */
export function schema(): void {
  printJson(createJsonSchema());
}
