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
import type { WalkFlags } from './run.ts';

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
  const leaving = new AbortController();
  let signalled: number | undefined;
  const stop = onSignals((code) => {
    signalled = code;
    // The screen gives the terminal back first: what is printed then stays.
    if (ui === 'tui') leaving.abort();
    else
      void saveNote(incident)
        .then(incident.close)
        .finally(() => process.exit(code));
  });
  try {
    if (incident.torn > 0) {
      eraseHeader();
      process.stderr.write(
        `causebook: the last line of the journal was unfinished and was dropped (${incident.torn} bytes)\n`,
      );
    }
    for (const answer of answers) await session.dispatch(answer);
    const ending = await show({
      ui,
      incident,
      globals,
      gate,
      note: () => renderMarkdown(report()),
      resumeCommand,
      signal: leaving.signal,
    });
    const result = report();
    const note = await saveNote(incident);
    if (flags.output !== undefined) await writeFile(flags.output, note);
    if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(stepSuites(result)));
    if (ui === 'none') flags.json === true ? printJson(renderJson(result)) : process.stdout.write(note);
    else process.stdout.write(`${renderSummary(result)}\nNote:   ${folder.note}\nResume: ${resumeCommand}\n`);
    if (signalled !== undefined) return signalled;
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
  readonly signal: AbortSignal;
}): Promise<'done' | 'quit' | 'interrupted'> {
  const { ui, incident, globals, gate, note, resumeCommand, signal } = options;
  const { session, folder } = incident;
  const { stdin, stdout } = process;
  switch (ui) {
    case 'tui': {
      const { runTui } = await import('../tui/run-tui.tsx');
      takeHeader();
      const leaving = runTui({
        session,
        note,
        result: () => describeResult(reportOf(incident)),
        notePath: folder.note,
        resumeCommand,
        stdin,
        stdout,
        color: globals.color,
        env: process.env,
        signal,
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

/** Calls back with the exit code of the first SIGINT, SIGTERM or SIGHUP, and ends the process at the second; gives what stops that. */
function onSignals(leave: (code: number) => void): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  let isLeaving = false;
  const handlers = Object.entries(codes).map(([signal, code]) => {
    const handler = () => {
      if (isLeaving) process.exit(code);
      isLeaving = true;
      leave(code);
    };
    // It stays: Ink ends the process at a signal that nobody else listens to any more.
    process.on(signal as NodeJS.Signals, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
