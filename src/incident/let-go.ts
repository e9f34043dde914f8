import { messageOf } from '../errors.ts';
import type { KeptPen } from './pen/keep-pen.ts';
import type { Session } from './session.ts';

/**
 * Who has the pen now; `isTaken` when they took it from a holder that seemed dead, and were not given it; `hasDraft` where what was being
 * written was kept as a remark.
 */
export type HandedOver = { readonly to: string; readonly isTaken: boolean; readonly hasDraft: boolean };

/**
 * Resolves when the walk has to end because somebody else asked for the pen, or has taken it. While a step that changes something is
 * running the pen is kept, and who asked is told.
 */
export function letGoOnRequest(session: Session, pen: KeptPen): Promise<HandedOver> {
  return new Promise((resolve) => {
    pen.watch({
      asked: (who) => {
        const { running } = session.snapshot();
        const writing = running.find(({ step }) => isWrite(session, step));
        if (writing !== undefined) return `the step ${writing.step}, which changes something, is running`;
        letGo(session, who).then(
          (hasDraft) => resolve({ to: who, isTaken: false, hasDraft }),
          (cause: unknown) => resolve({ to: `${who} (${messageOf(cause)})`, isTaken: false, hasDraft: false }),
        );
        return undefined;
      },
      lost: (who) => resolve({ to: who, isTaken: true, hasDraft: false }),
    });
  });
}

async function letGo(session: Session, who: string): Promise<boolean> {
  const hasDraft = await session.saveDraft();
  await session.dispatch({ type: 'handed-over', to: who });
  return hasDraft;
}

function isWrite({ runbook: { runbook } }: Session, id: string): boolean {
  return runbook.phases.some(({ steps }) => steps.some((step) => step.id === id && step.risk === 'write'));
}
