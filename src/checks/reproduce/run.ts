import { randomBytes, randomUUID } from 'node:crypto';
import { CheckProblem } from '../../errors.ts';
import { parseDuration } from '../../logs/window.ts';
import type { CheckContext, Measurement } from '../check.ts';
import { renderCurl } from '../http/curl/render.ts';
import { type Deadline, startDeadline } from '../http/deadline.ts';
import { parameters as httpParameters } from '../http/parameters.ts';
import { prepare } from '../http/prepare.ts';
import { hideSecrets, renderUrl, secretsOf } from '../http/secrets.ts';
import { assertTestTarget } from '../test-target.ts';
import { readPem } from '../tls/read-pem.ts';
import { type Address, lookUp } from './address.ts';
import { createEffectsCounter, waitForEffects } from './count-effects.ts';
import { bodyOf, type Draft, readDraft, renderRequest } from './draft.ts';
import { toEvidence, toFacts } from './facts.ts';
import { judge } from './judge.ts';
import { judgePart, type PartResult } from './judge-part.ts';
import { type ReproduceParameters, totalOf } from './parameters.ts';
import { decodeMark, fillUnique, type Part, partWords, planParts, waitsOf } from './plan.ts';
import { findRecordIds } from './record-id.ts';
import { createTally, type SentPart, sendInSequence, sendTogether } from './send.ts';

/**
 * Sends the request of a `reproduce` step as often as planned, to a test target that the person has named and nowhere else, and compares
 * answers and effects. Stops sending at once on cancel and when the time is up; then what was sent so far is judged.
 */
export async function runReproduce(given: ReproduceParameters, context: CheckContext): Promise<Measurement> {
  const target = new URL(given.target);
  assertTestTarget(target, context.testTargets ?? []);
  const draft = await readDraft(given, context);
  const ca = given.ca === undefined ? undefined : (await readPem(given.ca, context)).text;
  const deadline = startDeadline(context);
  try {
    return await replay({ given, context, draft, ca, deadline });
  } finally {
    deadline.stop();
  }
}

type Replay = {
  readonly given: ReproduceParameters;
  readonly context: CheckContext;
  readonly draft: Draft;
  readonly ca: string | undefined;
  readonly deadline: Deadline;
};

async function replay({ given, context, draft, ca, deadline }: Replay): Promise<Measurement> {
  const url = new URL(given.target);
  const { now } = context;
  const planned = totalOf(given);
  const parts = planParts(given, {
    key: () => `causebook-test-${randomUUID()}`,
    unique: () => randomBytes(4).toString('hex'),
  });
  const place = renderUrl(new URL(url.origin + url.pathname));
  let current = parts[0] as Part;
  const tally = createTally((sent) =>
    context.progress(`sent ${sent} of ${planned} requests to ${place} (${partWords[current.name]})`),
  );
  let addresses = await lookUp(url, deadline);
  const sender = {
    url,
    method: draft.method,
    ca,
    answerWithinMs: parseDuration(given.answer_within),
    deadline,
    now,
    onSent: tally.add,
  };
  const count = createEffectsCounter({ effects: given.effects, ca: given.ca, deadline, context });
  const { gapMs, effectsMs } = waitsOf(given);
  const results: PartResult[] = [];
  const secrets = secretsOfPart({ given, draft, part: current, url });
  for (const part of parts) {
    current = part;
    if (deadline.signal.aborted) {
      results.push(notRun(part));
      continue;
    }
    const before = await count?.(part);
    const bytes = renderRequest({ draft, part, target: url, keyHeader: given.key_header });
    const done = part.isTogether
      ? await sendTogether({ ...sender, addresses }, { bytes, times: part.times })
      : await sendInSequence({ ...sender, addresses }, { bytes, times: part.times, gapMs });
    context.signal.throwIfAborted();
    let created: number | null = null;
    if (count !== undefined && before !== undefined && done.sent.length > 0 && !deadline.signal.aborted) {
      await waitForEffects(effectsMs, deadline);
      const more = (await count(part)) - before;
      // Others may have taken records away meanwhile: then the count tells nothing.
      created = more < 0 ? null : more;
    }
    const ids = await findRecordIds({ sent: done.sent, path: given.record, requestBody: bodyOf(draft, part) });
    results.push(judgePart({ part, done, ids, created, first: results[0] }));
    addresses = pin(addresses, done);
  }
  if (tally.sent() === 0)
    throw new CheckProblem({
      status: 'error',
      message: `nothing was sent: the time was up after ${deadline.limitMs} ms`,
    });
  const facts = toFacts({ results, target: place, keyHeader: given.key_header });
  const evidence = toEvidence(results, { source: place, keyHeader: given.key_header });
  const shown = toHttp({ given, draft, part: parts[0] as Part, url });
  const { request } = await prepare(shown, context);
  const command = renderCurl(request, shown, sender.answerWithinMs);
  return hideSecrets({ facts, evidence, command, verdict: judge(results, planned) }, secrets);
}

/** From the first connection on, the address that took it is the only one. */
function pin(addresses: readonly Address[], done: SentPart): readonly Address[] {
  const used = addresses.filter(({ address }) => address === done.address);
  return used.length === 0 ? addresses : used;
}

function notRun(part: Part): PartResult {
  const done = { sent: [], spreadMs: undefined, address: '' };
  return { part, done, ids: { ids: [], from: null }, created: null, records: null, outcome: 'not-run' };
}

type OneRequest = {
  readonly given: ReproduceParameters;
  readonly draft: Draft;
  readonly part: Part;
  readonly url: URL;
};

/** One request of a part as an `http` step would say it, for the line that repeats it. */
function toHttp({ given, draft, part, url }: OneRequest) {
  const body = bodyOf(draft, part);
  const shown = {
    url: new URL(fillUnique(decodeMark(url.href), part)).href,
    method: draft.method,
    headers: {
      ...Object.fromEntries(draft.headers.map(({ name, value }) => [name, value])),
      ...(part.key === undefined ? {} : { [given.key_header]: part.key }),
    },
    ...(body.length === 0 ? {} : { body: body.toString('utf8') }),
    ...(given.ca === undefined ? {} : { ca: given.ca }),
    proxy: 'none',
  };
  return { ...httpParameters.parse(shown), url: shown.url };
}

/** What must not be shown of it. */
function secretsOfPart(of: OneRequest): readonly string[] {
  const { url, headers, body } = toHttp(of);
  return secretsOf({ url: new URL(url), headers, body });
}
