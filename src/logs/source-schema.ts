import { z } from 'zod';
import { settingsFormats } from './settings/format.ts';
import { prometheusSource, storeShape } from './stores/store-schema.ts';
import { narrowing } from './written.ts';

/** The types a field of a log or a setting of a config file may have; they become columns of SQL tables. */
export const fieldType = z.enum(['text', 'number', 'integer', 'boolean', 'json']);

const fields = z
  .record(z.string().regex(/^[a-z][a-z0-9_]*$/i), fieldType)
  .describe(
    'The columns of the table, also where no line carries them (NULL); without any, all fields that are found, as numbers or text',
  );

/** Where a log lies (exactly one of `files`, `command` and the stores) and how its lines are to be read. */
export const logSource = z
  .strictObject({
    files: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe(
        'Files in the evidence folder, as a glob or several, or a folder in it; rotated and compressed ones count as one log',
      ),
    command: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe(
        'A program and its arguments (no shell) that prints the log: [kubectl, logs, deploy/crm]. It runs once the person has approved the runbook',
      ),
    env: z
      .array(z.string().regex(/^[A-Za-z_]\w*$/))
      .optional()
      .describe('Environment variables that the command needs besides PATH, HOME and the like'),
    ...storeShape,
    format: z
      .string()
      .min(1)
      .optional()
      .describe('How a line is read: the id of a log format; found from the lines when left out'),
    stamps: z
      .enum(['start', 'end'])
      .optional()
      .describe('Whether a line is stamped when its request began or ended; what the format says when left out'),
    zone: z
      .string()
      .min(1)
      .optional()
      .describe('The zone of stamps that carry none, like Europe/Berlin or +02:00; UTC when left out'),
    duration: z
      .strictObject({ field: z.string(), unit: z.enum(['ms', 's']) })
      .optional()
      .describe('The field that says how long it took, so that start and end are both known'),
    fields: fields.default({}),
  })
  .superRefine((log, { addIssue }) => {
    const given = (['files', 'command', 'loki', 'elasticsearch', 'clickhouse'] as const).filter(
      (key) => log[key] !== undefined,
    );
    if (given.length !== 1)
      addIssue({
        code: 'custom',
        message: `needs exactly one of files, command, loki, elasticsearch and clickhouse${given.length === 0 ? '' : `, not ${given.join(' and ')}`}`,
      });
    if (log.env !== undefined && log.command === undefined)
      addIssue({ code: 'custom', path: ['env'], message: 'belongs to a command' });
  });

/** A settings file in the evidence folder: a table of one row, a column a setting. */
export const configSource = z.strictObject({
  file: z.string().min(1).describe('The file in the evidence folder'),
  format: z.enum(settingsFormats).optional().describe('Found from the file name, else from the text, when left out'),
  fields: fields.describe('Settings that a query may rely on; a nested one is named with _ (idempotency_store)'),
});

/** Where metrics are asked for. */
export const metricsSource = z.strictObject({
  prometheus: prometheusSource.describe('A Prometheus, or what speaks its HTTP API (Thanos, Mimir, VictoriaMetrics)'),
});

/** A table a query reads: the id of a source or view, or that with a filter. */
export const tableUse = z.union([
  z.string(),
  z.strictObject({
    source: z.string().describe('A source or view'),
    as: z
      .string()
      .regex(/^[a-z][a-z0-9_]*$/)
      .optional()
      .describe('The name of the table in the query'),
    ...narrowing,
    optional: z
      .boolean()
      .default(false)
      .describe(
        'Empty when its file is missing, in place of blocking the step; one that is there and cannot be read is told',
      ),
  }),
]);
