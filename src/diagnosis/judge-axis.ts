import type { AxisModel } from './axis-model.ts';
import type { AxisVerdict, Hinges, OpenStep, Sighting } from './diagnosis.ts';
import { findHinges } from './hinges.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { type Trial, tryOpenSteps } from './trial.ts';
import { createVerdict } from './verdict.ts';

/** What is known on an axis and could still be: the kept sightings by observation, and the open steps. */
export type Knowledge = {
  readonly kept: ReadonlyMap<string, Sighting>;
  readonly open: readonly OpenStep[];
};

/** An axis judged: its verdict, and what the choice of the next step needs. */
export type JudgedAxis = {
  readonly model: AxisModel;
  readonly ledger: Ledger;
  readonly trials: readonly Trial[];
  readonly verdict: AxisVerdict;
  readonly settleWith: string | undefined;
};

/** Judges an axis on what is known. */
export function judgeAxis({ model, kept, open }: Knowledge & { readonly model: AxisModel }): JudgedAxis {
  const ledger = createLedger(model, kept);
  const trials = tryOpenSteps({ model, ledger, kept, open });
  const verdict = createVerdict({ model, ledger, trials });
  let hinges: Hinges | undefined;
  return {
    model,
    ledger,
    trials,
    settleWith: verdict.settleWith,
    verdict: {
      ...verdict,
      // It judges the axis again and again, and is read when somebody asks why.
      get hinges() {
        hinges ??= findHinges({
          model,
          ledger,
          trials,
          verdict,
          kept,
          open,
          judge: (otherwise) => judgeAxis({ model, ...otherwise }).verdict,
        });
        return hinges;
      },
    },
  };
}
