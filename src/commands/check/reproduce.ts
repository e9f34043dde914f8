import path from 'node:path';
import { parseTestTarget } from '../../checks/test-target.ts';
import { UserError } from '../../errors.ts';
import { describeFile, type EvidenceFolder } from '../../logs/evidence-folder.ts';
import { type CommonFlags, runByHand } from '../run-by-hand.ts';
import { splitHeader } from './split-header.ts';

type ReproduceFlags = CommonFlags & {
  readonly target: string;
  readonly request?: string;
  readonly method?: string;
  readonly header: readonly string[];
  readonly body?: string;
  readonly times: string;
  readonly sequence?: boolean;
  readonly together?: boolean;
  readonly gap?: string;
  readonly answerWithin?: string;
  readonly keyHeader?: string;
  readonly key?: string;
  readonly otherBody?: string;
  readonly newKey?: boolean;
  readonly withoutKey?: boolean;
  readonly record?: string;
  readonly effects?: string;
  readonly count?: string;
  readonly effectsWait?: string;
  readonly cacert?: string;
  readonly yes?: boolean;
};

const flagNames = {
  headers: '--header',
  body_file: '--body',
  other_body_file: '--other-body',
  no_key: '--without-key',
  'effects.get': '--effects',
  'effects.count': '--count',
  'effects.wait': '--effects-wait',
  ca: '--cacert',
};

/** Replays one request by hand: shows what it will send and asks, or sends with `--yes`. The target on the command line is one that the person has named. */
export async function checkReproduce(flags: ReproduceFlags): Promise<void> {
  const target = parseTestTarget(flags.target, '--target');
  if ((flags.effects === undefined) !== (flags.count === undefined))
    throw new UserError({ message: '--effects and --count go together', hint: "For example --count '$.records'." });
  if (!/^\d+$/.test(flags.times)) throw new UserError({ message: `--times: "${flags.times}" is not a whole number` });
  const ways = [...(flags.sequence === true ? ['sequence'] : []), ...(flags.together === true ? ['together'] : [])];
  const parameters = {
    target: flags.target,
    request: flags.request,
    method: flags.method?.toUpperCase(),
    headers: Object.fromEntries(flags.header.map(splitHeader)),
    body_file: flags.body,
    times: Number(flags.times),
    how: ways.length === 0 ? undefined : ways,
    gap: flags.gap,
    answer_within: flags.answerWithin,
    key_header: flags.keyHeader,
    key: flags.key,
    other_body_file: flags.otherBody,
    new_key: flags.newKey,
    no_key: flags.withoutKey,
    record: flags.record,
    effects:
      flags.effects === undefined
        ? undefined
        : {
            get: flags.effects,
            count: flags.count,
            ...(flags.effectsWait === undefined ? {} : { wait: flags.effectsWait }),
          },
    ca: flags.cacert === undefined ? undefined : path.resolve(flags.cacert),
  };
  await runByHand(
    {
      kind: 'reproduce',
      parameters,
      flagNames,
      folder: workingFolder,
      testTargets: [`${target.origin}${target.pathname}`],
      confirm: { name: '--yes', isGiven: flags.yes === true },
    },
    flags,
  );
}

/** Files by their paths, wherever they lie; none is looked at before it is asked for. */
const workingFolder: EvidenceFolder = {
  path: '.',
  files: async (names) => Promise.all([names].flat().map((name) => describeFile(path.resolve(name), name))),
  list: async () => [],
};
