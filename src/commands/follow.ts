import { diagnoseIncident } from '../incident/diagnose-incident.ts';
import type { Event } from '../incident/events.ts';
import { followJournal } from '../incident/follow-journal.ts';
import type { Holder } from '../incident/pen/pen-file.ts';
import { findHolder, nameHolder } from '../incident/pen/take-pen.ts';
import type { IncidentState } from '../incident/state.ts';
import { fold, update } from '../incident/update.ts';
import { toVisible } from '../redact/visible.ts';
import { describeAxis } from '../report/axis.ts';
import { renderAxisLine } from '../report/axis-line.ts';
import { createTeller } from '../report/event-line.ts';
import { instant } from '../report/instant.ts';
import { axisToJson } from '../report/json.ts';
import { describeSteps } from '../report/steps.ts';
import type { LoadedRunbook } from '../runbook/load.ts';
import { cancelOnInterrupt } from './cancel-on-interrupt.ts';
import { exitCodes } from './exit-codes.ts';
import type { Globals } from './globals.ts';
import { thisMachine } from './machine.ts';
import { printJsonLine } from './print-json.ts';
import { readPastIncident } from './read-incident.ts';

/**
 * Tells what has happened in an incident and goes on telling what happens, until Ctrl-C or until the incident is removed: a line for each
 * event, the ranking when it changes, and who has the pen. It only reads.
 */
export async function follow(
  id: string | undefined,
  flags: { readonly json?: boolean; readonly skipDamaged?: boolean },
  globals: Globals,
): Promise<void> {
  const { folder, runbook } = await readPastIncident(id, globals, flags);
  const tell = flags.json === true ? tellJson(runbook) : tellPlain(runbook);
  const me = thisMachine(globals.version);
  const { signal, release } = cancelOnInterrupt();
  let state: IncidentState | undefined;
  let ranking = '';
  let token: string | undefined | null = null;
  try {
    for await (const events of followJournal(folder.journal, signal)) {
      for (const event of events) tell.event(event);
      state =
        state === undefined
          ? fold(runbook.runbook, events)
          : events.reduce((before, event) => update(before, event, runbook.runbook)[0], state);
      if (events.length > 0) {
        const now = tell.ranking(state);
        if (now.key !== ranking) now.print();
        ranking = now.key;
      }
      const holder = await findHolder(folder.path, me).catch(() => undefined);
      if (holder?.token !== token) tell.pen(holder);
      token = holder?.token;
    }
  } finally {
    release();
  }
  if (signal.aborted) process.exitCode = exitCodes.interrupted;
  else process.stderr.write(`causebook: incident ${folder.id} was removed\n`);
}

type Telling = {
  readonly event: (event: Event) => void;
  /** `key` is the same while the ranking is. */
  readonly ranking: (state: IncidentState) => { readonly key: string; readonly print: () => void };
  readonly pen: (holder: Holder | undefined) => void;
};

function tellPlain(loaded: LoadedRunbook): Telling {
  const teller = createTeller(loaded.runbook);
  const print = (text: string) => void process.stdout.write(`${toVisible(text)}\n`);
  return {
    event: (event) => {
      const { who, what } = teller(event);
      print(`${timeOf(event.at)}  ${who}  ${what}`);
    },
    ranking: (state) => {
      const lines = axesOf(loaded, state).map((axis) => `  ${renderAxisLine(axis)}`);
      return { key: lines.join('\n'), print: () => lines.forEach(print) };
    },
    pen: (holder) =>
      print(
        holder === undefined
          ? '-- nobody has the pen'
          : `-- ${nameHolder(holder)} has the pen (process ${holder.pid}, since ${timeOf(holder.since)})`,
      ),
  };
}

function tellJson(loaded: LoadedRunbook): Telling {
  const teller = createTeller(loaded.runbook);
  let seq = 0;
  return {
    event: (event) => {
      seq = event.seq;
      printJsonLine({ version: 1, seq, at: event.at, ...teller(event), event });
    },
    ranking: (state) => {
      const axes = axesOf(loaded, state).map(axisToJson);
      return { key: JSON.stringify(axes), print: () => printJsonLine({ version: 1, seq, axes }) };
    },
    pen: (holder) => {
      const { user, host, pid, since } = holder ?? {};
      printJsonLine({ version: 1, seq, pen: holder === undefined ? null : { user, host, pid, since } });
    },
  };
}

function axesOf({ runbook }: LoadedRunbook, state: IncidentState) {
  const steps = describeSteps(runbook, state);
  return diagnoseIncident(runbook, state).axes.map((axis) => describeAxis(axis, steps));
}

function timeOf(at: string): string {
  return instant(at)?.replace(/\.\d+Z$/, 'Z') ?? at;
}
