import { type PenRequest, readPenRequest, refusePen } from './ask-for-pen.ts';
import type { Writer } from './pen-file.ts';
import { findHolder, nameHolder, type Pen, takePen } from './take-pen.ts';

/** The pen of an incident that is open: taken now or, where the folder cannot be written, as soon as it can. */
export type KeptPen = {
  /** Takes the pen unless it has been taken. */
  readonly take: () => Promise<void>;
  /** Rejects when somebody else has the pen by now. */
  readonly guard: () => Promise<void>;
  /**
   * Looks out for those who want the pen. `onAsked` gives why it is kept, or undefined when it will be let go of; `onLost` hears who has
   * taken it from a holder that was held to be dead.
   */
  readonly watch: (on: {
    readonly asked: (who: string) => string | undefined;
    readonly lost: (who: string) => void;
  }) => void;
  readonly release: () => Promise<void>;
};

const lookMs = 250;
const beatMs = 5000;

/** Keeps the pen of an incident until it is released. */
export function keepPen(folder: { readonly id: string; readonly path: string }, me: Writer): KeptPen {
  let pen: Pen | undefined;
  let timer: NodeJS.Timeout | undefined;
  const nameOther = async () => {
    const other = await findHolder(folder.path, me).catch(() => undefined);
    return other === undefined ? 'another causebook' : nameHolder(other);
  };
  return {
    take: async () => {
      pen ??= await takePen(folder, me);
    },
    guard: async () => {
      if (pen !== undefined && !(await pen.isMine())) throw new Error(`${await nameOther()} has the pen now`);
    },
    watch: (on) => {
      let answered: string | undefined;
      let sinceBeat = 0;
      const look = async (): Promise<boolean> => {
        if (pen === undefined) return true;
        if (!(await pen.isMine())) {
          on.lost(await nameOther());
          return false;
        }
        sinceBeat += lookMs;
        if (sinceBeat >= beatMs) {
          sinceBeat = 0;
          await pen.beat();
        }
        const request = await readPenRequest(folder.path, pen.holder);
        if (request !== undefined && request.id !== answered) {
          answered = request.id;
          return answer(request, on.asked);
        }
        return true;
      };
      const again = () => {
        timer = setTimeout(() => {
          // A folder that cannot be read for a moment is looked at again.
          look()
            .catch(() => true)
            .then((goesOn) => {
              if (goesOn && timer !== undefined) again();
            });
        }, lookMs).unref();
      };
      again();
    },
    release: async () => {
      clearTimeout(timer);
      timer = undefined;
      await pen?.release();
    },
  };

  async function answer(request: PenRequest, ask: (who: string) => string | undefined): Promise<boolean> {
    const why = ask(nameHolder(request.by));
    if (why !== undefined) await refusePen(folder.path, request, why);
    return true;
  }
}
