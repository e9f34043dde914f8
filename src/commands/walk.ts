import { writeFile } from 'node:fs/promises';
import type { Globals } from '../cli.ts';
import type { NewEvent } from '../incident/events.ts';
import { writeWhole } from '../incident/incident-folder.ts';
import type { HandedOver } from '../incident/let-go.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import { toVisible } from '../redact/visible.ts';
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
import { tellUnsaved, tellWhenUnsaved } from './tell-unsaved.ts';

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
  const close = async () => tellUnsaved(folder, await incident.close());
  const stop = onSignals(async () => {
    await saveNote(incident);
    await close();
  });
  const quiet = ui === 'none' ? tellWhenUnsaved(session) : () => undefined;
  try {
    if (incident.notices.length > 0) eraseHeader();
    for (const notice of incident.notices)
      process.stderr.write(`${notice.startsWith(' ') ? '' : 'causebook: '}${toVisible(notice)}\n`);
    for (const answer of answers) await session.dispatch(answer);
    if (flags.refresh === true) session.refresh();
    const ending = await show({ ui, incident, globals, gate, note: () => renderMarkdown(report()), resumeCommand });
    const result = report();
    const note = await saveNote(incident);
    if (flags.output !== undefined) await writeFile(flags.output, note);
    if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(stepSuites(result)));
    if (ui === 'none') flags.json === true ? printJson(renderJson(result)) : process.stdout.write(note);
    else process.stdout.write(`${renderSummary(result)}\nNote:   ${folder.note}\nResume: ${resumeCommand}\n`);
    if (typeof ending === 'object') tellHandedOver(ending, folder.id);
    return ending === 'interrupted' ? exitCodes.interrupted : exitCodeOf(session.snapshot());
  } finally {
    quiet();
    await close();
    stop();
  }
}

function tellHandedOver({ to, isTaken }: HandedOver, id: string): void {
  const why = isTaken ? 'has taken the pen' : 'asked for the pen and has it now';
  process.stderr.write(`causebook: ${toVisible(to)} ${why}. Follow with: causebook show ${id} --follow\n`);
}

async function show(options: {
  readonly ui: Ui;
  readonly incident: OpenIncident;
  readonly globals: Globals;
  readonly gate: Gate;
  readonly note: () => string;
  readonly resumeCommand: string;
}): Promise<'done' | 'quit' | 'interrupted' | HandedOver> {
  const { ui, incident, globals, gate, note, resumeCommand } = options;
  const { session, folder, handedOver } = incident;
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
        until: handedOver,
      });
      // The first frame is drawn: now the checks may have the machine.
      gate.open();
      return leaving;
    }
    case 'plain': {
      const { runPlain } = await import('../prompt/run-plain.ts');
      return runPlain({
        session,
        stdin,
        stdout,
        note,
        numbered: isNumbered(),
        color: globals.color,
        until: handedOver,
      });
    }
    case 'none':
      return Promise.race([session.idle().then(() => 'done' as const), handedOver]);
  }
}

function reportOf({ session, redactor, before }: OpenIncident): Report {
  const { state, diagnosis } = session.snapshot();
  return createReport({ state, diagnosis, runbook: session.runbook, before, redactions: redactor.counts() });
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
function onSignals(leave: () => Promise<void>): () => void {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
  const handlers = Object.entries(codes).map(([signal, code]) => {
    let isLeaving = false;
    const handler = () => {
      // A closed terminal hangs up more than once, and the second must not cut short what the first has begun.
      if (isLeaving) return;
      isLeaving = true;
      void leave().finally(() => {
        // Node's own exit breaks on a terminal that is gone; the signal ends it as well.
        if (signal === 'SIGHUP') process.off(signal, handler).kill(process.pid, signal);
        else process.exit(code);
      });
    };
    if (signal === 'SIGHUP') process.on(signal, handler);
    else process.once(signal as NodeJS.Signals, handler);
    return [signal, handler] as const;
  });
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
