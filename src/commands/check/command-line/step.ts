import { collect } from '../../collect.ts';
import type { AddCheck } from './add-check.ts';

/** `check step`. */
export const addStep: AddCheck = (check, globals) =>
  check('step', 'run one check of a runbook again')
    .argument('<runbook>', 'the id of a runbook, or its file')
    .argument('<step>', 'the id of a step')
    .option('-i, --input <k=v>', 'an input of the runbook', collect, [])
    .option('-e, --evidence <dir>', 'the folder where the exported logs and settings lie')
    .option('--pasted <source=file>', 'a file in place of those of a source', collect, [])
    .option('--test-target <url>', 'a TEST system that this may write to, at or under this URL', collect, [])
    .option('--confirm-writes', 'say yes to a step that changes something; it is shown')
    .option('-y, --yes', 'approve the commands and scripts that the runbook runs; they are shown')
    .action(async (runbook, step, flags) =>
      (await import('../../check-step.ts')).checkStep(runbook, step, flags, globals()),
    );
