import { writeFile } from 'node:fs/promises';
import { giveWayToScreen } from '../child/give-way.ts';
import type { NewEvent } from '../incident/events.ts';
import type { HandedOver } from '../incident/let-go.ts';
import type { OpenIncident } from '../incident/open-incident.ts';
import { toVisible } from '../redact/visible.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { describeResult } from '../report/result.ts';
import { stepSuites } from '../report/step-suites.ts';
import { renderSummary } from '../report/summary.ts';
import { renderShell } from '../shell.ts';
import { isDrawn, isNumbered, type Ui } from './choose-ui.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import type { Gate } from './gate.ts';
import type { Globals } from './globals.ts';
import { eraseHeader, takeHeader } from './header.ts';
import { keepNote } from './keep-note.ts';
import { type EndSignal, endBySignal, leaveOnSignals } from './leave-on-signals.ts';
import { printJson } from './print-json.ts';
import { readColouring } from './read-colouring.ts';
import type { WalkFlags } from './run.ts';
import { reportOf, saveNote } from './save-note.ts';
import { shareText } from './share-text.ts';
import { tellUnsaved, tellWhenUnsaved } from './tell-unsaved.ts';
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
  const close = once(async () => tellUnsaved(folder, await incident.close()));
  const note = () => renderMarkdown(report());
  const kept = keepNote(incident, note);
  const save = once(async () => {
    const hasDraft = await session.saveDraft();
    await kept.stop();
    return { hasDraft, saved: await saveNote(incident) };
  });
  let signalled: { readonly signal: EndSignal; readonly code: number } | undefined;
  let interrupt = (_how: 'interrupted') => {};
  const interrupted = new Promise<'interrupted'>((resolve) => {
    interrupt = resolve;
  });
  const stop = leaveOnSignals({
    isIgnored: (signal) => signal === 'SIGINT' && terminal.isLent(),
    leave: (signal, code) => {
      signalled = { signal, code };
      if (!isDrawn(ui))
        void save()
          .then(close)
          .finally(() => endBySignal(signal, code));
      // A terminal that is gone may break the screen: all is saved before.
      else if (signal === 'SIGHUP')
        void save()
          .then(close)
          .finally(() => interrupt('interrupted'));
      // The screen gives the terminal back first: what is printed then stays.
      else interrupt('interrupted');
    },
  });
  const quiet = ui === 'none' ? tellWhenUnsaved(session) : () => undefined;
  try {
    if (incident.notices.length > 0) eraseHeader();
    for (const notice of incident.notices)
      process.stderr.write(`${notice.startsWith(' ') ? '' : 'causebook: '}${toVisible(notice)}\n`);
    for (const answer of answers) await session.dispatch(answer);
    if (flags.refresh === true) await session.refresh();
    const ending = await show({ ui, incident, globals, gate, note, resumeCommand, terminal, interrupted });
    const { hasDraft, saved } = await save();
    const result = report();
    if (flags.junit !== undefined) await writeFile(flags.junit, renderJunit(stepSuites(result)));
    if (ui === 'none') flags.json === true ? printJson(renderJson(result)) : process.stdout.write(saved);
    else
      process.stdout.write(`${renderSummary(result)}\nNote:   ${toVisible(folder.note)}\nResume: ${resumeCommand}\n`);
    if (hasDraft) tellDraft();
    if (typeof ending === 'object') tellHandedOver(ending, folder.id);
    // Who left in a hurry is not asked, and what was not asked is not shared; without a screen nobody is there to ask.
    const { output: file } = flags;
    if (file !== undefined && signalled !== undefined && ui !== 'none')
      process.stderr.write(
        `causebook: ${toVisible(`${file} was not written. Type: ${renderShell(['causebook', 'note', folder.id, '-o', file])}`)}\n`,
      );
    else if (file !== undefined) await shareText({ report: result, text: saved, file, yes: ui === 'none', globals });
    if (signalled !== undefined) return signalled.code;
    return ending === 'interrupted' ? exitCodes.interrupted : exitCodeOf(session.snapshot());
  } finally {
    quiet();
    await kept.stop();
    await close();
    stop();
    if (signalled?.signal === 'SIGHUP') endBySignal(signalled.signal, signalled.code);
  }
}

/** Does something at the first call; the others wait for the same. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let acting: Promise<T> | undefined;
  return () => {
    acting ??= act();
    return acting;
  };
}

function tellHandedOver({ to, isTaken, hasDraft }: HandedOver, id: string): void {
  const why = isTaken ? 'has taken the pen' : 'asked for the pen and has it now';
  if (hasDraft) tellDraft();
  process.stderr.write(`causebook: ${toVisible(to)} ${why}. Follow with: causebook show ${id} --follow\n`);
}

function tellDraft(): void {
  process.stderr.write('causebook: what you were writing is kept as a remark\n');
}

async function show(options: {
  readonly ui: Ui;
  readonly incident: OpenIncident;
  readonly globals: Globals;
  readonly gate: Gate;
  readonly note: () => string;
  readonly resumeCommand: string;
  readonly terminal: Terminal;
  readonly interrupted: Promise<'interrupted'>;
}): Promise<'done' | 'quit' | 'interrupted' | HandedOver> {
  const { ui, incident, globals, gate, note, resumeCommand, terminal, interrupted } = options;
  const { session, folder, handedOver } = incident;
  const { stdin, stdout } = process;
  switch (ui) {
    case 'tui':
    case 'inline': {
      const [show, colouring] = await Promise.all([loadScreen(ui), readColouring(globals)]);
      takeHeader();
      giveWayToScreen();
      return show({
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
        until: Promise.race([handedOver, interrupted]),
        // Now the checks may have the machine.
        onShown: gate.open,
      });
    }
    case 'plain': {
      const { runPlain } = await import('../prompt/run-plain.ts');
      return runPlain({
        session,
        stdin,
        stdout,
        note,
        result: () => describeResult(reportOf(incident)),
        numbered: isNumbered(),
        color: globals.color,
        until: handedOver,
      });
    }
    case 'none':
      return Promise.race([session.idle().then(() => 'done' as const), handedOver]);
  }
}

async function loadScreen(ui: 'tui' | 'inline') {
  return ui === 'tui'
    ? (await import('../tui/run-tui.ts')).runTui
    : (await import('../tui/inline/run-inline.ts')).runInline;
}
