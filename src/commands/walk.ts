import { writeFile } from 'node:fs/promises';
import type { Globals } from '../cli.ts';
import type { NewEvent } from '../incident/events.ts';
import { writeWhole } from '../incident/incident-folder.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { createReport, type Report } from '../report/report.ts';
import { describeResult } from '../report/result.ts';
import { stepSuites } from '../report/step-suites.ts';
import { renderSummary } from '../report/summary.ts';
import { isNumbered, type Ui } from './choose-ui.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import type { Gate } from './gate.ts';
import { eraseHeader, takeHeader } from './header.ts';
import { printJson } from './print-json.ts';
import { readColouring } from './read-colouring.ts';
import type { WalkFlags } from './run.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Walks an open incident in the front end that was chosen, writes the note, prints the result, and closes the incident. */
export async function walk(options: {
  readonly incident: OpenIncident;
  readonly answers: readonly NewEvent[];
  readonly ui: Ui;
  readonly flags: WalkFlags;
  readonly globals: Globals;
  readonly gate: Gate;
}): Promise<number> {
  const { incident, answers, ui, flags, globals, gate } = options;
  const { session, folder } = incident;
  const resumeCommand = `causebook resume ${folder.id}`;
  const report = () => reportOf(incident);
  const terminal = createTerminal(folder.path);
  const stop = onSignals(terminal, async () => {
    await saveNote(incident);
    await incident.close();
  });
  try {
    if (incident.torn > 0) {
      eraseHeader();
      process.stderr.write(
        `causebook: the last line of the journal was unfinished and was dropped (${incident.torn} bytes)\n`,
      );
    }
    for (const answer of answers) await session.dispatch(answer);
    const note = () => renderMarkdown(report());
    const ending = await show({ ui, incident, globals, gate, note, resumeCommand, terminal });
    const result = report();
    const saved = await saveNote(incident);
    if (flags.output !== undefined) await writeFile(flags.output, saved);
    if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(stepSuites(result)));
    if (ui === 'none') flags.json === true ? printJson(renderJson(result)) : process.stdout.write(saved);
    else process.stdout.write(`${renderSummary(result)}\nNote:   ${folder.note}\nResume: ${resumeCommand}\n`);
    return ending === 'interrupted' ? exitCodes.interrupted : exitCodeOf(session.snapshot());
  } finally {
    stop();
    await incident.close();
  }
}

async function show(options: {
  readonly ui: Ui;
  readonly incident: OpenIncident;
  readonly globals: Globals;
  readonly gate: Gate;
  readonly note: () => string;
  readonly resumeCommand: string;
  readonly terminal: Terminal;
}): Promise<'done' | 'quit' | 'interrupted'> {
  const { ui, incident, globals, gate, note, resumeCommand, terminal } = options;
  const { session, folder } = incident;
  const { stdin, stdout } = process;
  switch (ui) {
    case 'tui': {
      const [{ runTui }, colouring] = await Promise.all([import('../tui/run-tui.tsx'), readColouring(globals)]);
      takeHeader();
      const leaving = runTui({
        session,
        note,
        result: () => describeResult(reportOf(incident)),
        notePath: folder.note,
        resumeCommand,
        stdin,
        stdout,
        colouring,
        env: process.env,
        outside: terminal,
      });
      // The first frame is drawn: now the checks may have the machine.
      gate.open();
      return leaving;
    }
    case 'plain': {
      const { runPlain } = await import('../prompt/run-plain.ts');
      return runPlain({ session, stdin, stdout, note, numbered: isNumbered(), color: globals.color });
    }
    case 'none':
      await session.idle();
      return 'done';
  }
}

function reportOf({ session, redactor }: OpenIncident): Report {
  const { state, diagnosis } = session.snapshot();
  return createReport({ state, diagnosis, runbook: session.runbook, redactions: redactor.counts() });
}

async function saveNote(incident: OpenIncident): Promise<string> {
  const note = renderMarkdown(reportOf(incident));
  await writeWhole(incident.folder.note, note).catch((cause: unknown) => {
    process.stderr.write(
      `causebook: the note could not be written to ${incident.folder.note}: ${(cause as Error).message}\n`,
    );
  });
  return note;
}

/** On SIGINT, SIGTERM and SIGHUP the note is written and the pen given back; all else is in the journal already. */
function onSignals({ isLent }: Terminal, leave: () => Promise<void>): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => {
      // Ctrl-C in the person's pager is the pager's.
      if (signal === 'SIGINT' && isLent()) return;
      // A second one ends it at once.
      process.off(signal, handler);
      void leave().finally(() => process.exit(code));
    };
    process.on(signal as NodeJS.Signals, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
