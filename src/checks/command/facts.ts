/**
 * The facts: `stdout` and `stderr` without their last line break, null where they are no text; `json`, `number` and `pairs` are there
 * where all that was printed is that. `stdout_bytes` counts what was not kept too; `max_bytes` is how much was.
 */
export const commandFacts = {
  exit_code: 'int',
  stdout: 'dyn',
  stderr: 'dyn',
  lines: 'list<string>',
  json: 'dyn',
  number: 'dyn',
  pairs: 'dyn',
  stdout_bytes: 'int',
  stderr_bytes: 'int',
  stdout_cut: 'bool',
  stderr_cut: 'bool',
  max_bytes: 'int',
  duration_ms: 'double',
  expected: 'int',
  failed: 'list<string>',
} as const;
