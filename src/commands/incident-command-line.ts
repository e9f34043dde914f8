import { type Command, Option } from 'commander';
import { collect } from './collect.ts';
import type { Globals } from './globals.ts';

/** Adds the commands that read an incident, write of it, or put an entry into it. Their order is that of the help. */
export function addIncidentCommands(program: Command, globals: () => Globals): void {
  program
    .command('list')
    .description('list the incidents')
    .option('--json', 'as JSON')
    .action(async (flags) => (await import('./list.ts')).list(flags));
  program
    .command('show')
    .description('show where an incident stands')
    .argument('[incident]')
    .option('--json', 'as JSON; with --follow one object a line for each change')
    .option('-f, --follow', 'go on telling what happens in it, until Ctrl-C')
    .option('--redactions', 'show what was hidden, by which rule, and what stands around it')
    .option('--skip-damaged', 'leave out lines of the journal that cannot be read')
    .action(async (incident, flags) => (await import('./show.ts')).show(incident, flags, globals()));
  program
    .command('note')
    .description('print the incident note')
    .argument('[incident]')
    .addOption(
      new Option('--format <format>', 'md, html (one file that stands alone), json, or chat (15 lines at most)')
        .choices(['md', 'html', 'json', 'chat'])
        .default('md'),
    )
    .addOption(
      new Option('--audience <who>', "internal, or partner: without what is ours or another party's")
        .choices(['internal', 'partner'])
        .default('internal'),
    )
    .option('--party <id>', 'the party that reads it; with --audience partner')
    .option('--fix <id>', 'print this fix alone, in full')
    .option('-o, --output <file>', 'write it to a file, after showing what to look at before it is shared')
    .option('-y, --yes', 'do not ask whether it is safe to share')
    .option('--skip-damaged', 'leave out lines of the journal that cannot be read')
    .option('--force', 'write over a file that is there; with --output')
    .action(async (incident, flags) => (await import('./note.ts')).note(incident, flags, globals()));
  program
    .command('handover')
    .description('print what the engineer who takes over needs; the pen moves with: resume --take')
    .argument('[incident]')
    .option('-o, --output <file>', 'write it to a file, after showing what to look at before it is shared')
    .option('-y, --yes', 'do not ask whether it is safe to share')
    .option('--skip-damaged', 'leave out lines of the journal that cannot be read')
    .action(async (incident, flags) => (await import('./handover.ts')).handover(incident, flags, globals()));
  program
    .command('verify')
    .description('after a fix: make its check again and keep what it says before and after; without a fix, list them')
    .argument('[incident]')
    .argument('[fix]', 'the id of the fix that was applied')
    .option('--applied-at <time>', 'when it was applied: what was logged before does not count')
    .option('--applied-by <who>', 'who applied it')
    .option('--choice <id>', 'the answer, where a question verifies it')
    .option('--text <text>', 'the answer in words, or what was seen after an action')
    .option('--by <who>', 'who says that; its party where left out')
    .option('-i, --input <k=v>', "an input that counts in place of the incident's", collect, [])
    .option('-e, --evidence <dir>', "a folder with new exports, in place of the incident's")
    .option('-y, --yes', 'approve the commands that the runbook runs; they are shown')
    .option('--confirm-writes', 'say yes to what the check changes; it is shown')
    .option('--json', 'as JSON')
    .action(async (incident, fix, flags) => (await import('./verify.ts')).verify(incident, fix, flags, globals()));
  program
    .command('rm')
    .description('remove an incident with everything in it')
    .argument('<incident>')
    .action(async (incident) => (await import('./rm.ts')).rm(incident));
}
