import { type Command, Option } from 'commander';
import { UserError } from '../../../errors.ts';
import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check log`. */
export const addLog: AddCheck = (check, globals) =>
  addLogOptions(check('log', 'find lines in logs and answer questions over them').argument('[files...]')).action(
    async (files, flags) => (await import('../log.ts')).checkLog(files, flags, globals()),
  );

function addLogOptions(command: Command): Command {
  return command
    .usage('[options] <files...>   files, folders, globs, - for standard input; name=FILE for several logs')
    .option('-m, --match <text>', 'only lines that contain this text; of several, one', collect, [])
    .option('-e, --regex <pattern>', 'only lines that match this regular expression')
    .option(
      '-w, --where <condition>',
      'only events whose field is so: "status >= 500", "status = 5xx"; all',
      collect,
      [],
    )
    .option('--window <from/to>', 'only events in this span, like "last 24h"')
    .option('--sql <select>', 'a SELECT over the table "events", and over each log that was given a name')
    .addOption(new Option('--draw <kind>', 'draw the rows of --sql').choices(['arrivals', 'ladder', 'heat']))
    .option('--top <key>', 'how often each value of a field comes')
    .option('--over-time [key]', 'counts over time, by a field; --every 1m sets the span')
    .option('--every <time>', 'with --over-time: how long a span is')
    .option('--repeats <key>', 'what comes again, with the gaps; --within 10s: only neighbours that close')
    .option('--within <time>', 'with --repeats: at most this far apart')
    .option('--percentiles <field>', 'how large a number gets; --by tells apart')
    .option('--first-after <time>', 'the first event at or after a moment; --first 5: the first five')
    .option('--first <n>', 'with --first-after: how many, at most 20', toFirst)
    .option('--common <condition>', 'what the events that are so have in common, which the others lack', collect, [])
    .option('--fields <names>', 'with --common: only these fields, with commas')
    .option('--missing <ids>', 'which of these ids (with commas) never appear')
    .option('--missing-ids <file>', 'the same, with one id a line in a file')
    .option('--missing-from <name>', 'which keys (--by) of that log never appear in the other one')
    .option('--ladder <key>', 'the same ids counted in each log; --ids: only these')
    .option('--ids <ids>', 'with --ladder: the ids, with commas')
    .option('--skew <key>', 'how far the clocks of two logs are apart')
    .option('--by <key>', 'a field, a path (request.id), or a pattern over the line with one group: /cust=(\\w+)/')
    .option('-f, --follow', 'print lines as they come')
    .option('--format <format>', 'how lines are written; found from the lines when left out')
    .option('--zone <zone>', 'the zone of stamps that carry none, like Europe/Berlin')
    .addOption(
      new Option('--stamps <which>', 'whether lines are stamped at the start or the end of a request').choices([
        'start',
        'end',
      ]),
    )
    .option('--duration <field:unit>', 'the field that says how long it took, so that starts are known: rt:s')
    .option('--source <file>', 'a source as a runbook writes it under `log:` (loki, clickhouse, command …)');
}

function toFirst(text: string): number {
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 20) return Number(text);
  throw new UserError({ message: `--first: "${text}" is not a number from 1 to 20`, hint: 'Write for example 5.' });
}
