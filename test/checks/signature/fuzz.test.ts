import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SchemeName, schemeNames } from '../../../src/checks/signature/scheme-names.ts';
import { schemes } from '../../../src/checks/signature/schemes.ts';
import { signature } from '../../../src/checks/signature.ts';
import { CheckProblem } from '../../../src/errors.ts';
import { createCheckContext } from '../../helpers/check-context.ts';
import { bodyOf } from './benchmark/damages.ts';
import { renderSubject, send } from './benchmark/subject.ts';

const context = await createCheckContext();

/** Cuts, doubles and overwrites stretches of a text. */
const edits = fc.array(
  fc.tuple(
    fc.nat(),
    fc.nat(40),
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.constantFrom('', '\r\n', '\r\n\r\n', '{', '"', '=', ',', '%', '\\u00'),
    ),
  ),
  { minLength: 1, maxLength: 4 },
);

function edit(text: string, list: readonly (readonly [number, number, string])[]): string {
  return list.reduce((now, [at, length, put]) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + put + now.slice(from + length);
  }, text);
}

test.each(schemeNames)(
  '%s: whatever a request has become, the check ends in a verdict or a problem it names',
  async (name: SchemeName) => {
    const sent = send(name, schemes[name], bodyOf(schemes[name], '{"a":[1,2.50,"é/<"],"b":{"c":null}}'));
    const whole = renderSubject(sent).toString('utf8');
    await fc.assert(
      fc.asyncProperty(edits, fc.constantFrom(name, 'auto' as const), async (list, scheme) => {
        const text = edit(whole, list);
        if (text === '') return;
        const given = signature.parameters.parse({ ...sent.parameters, scheme, request_text: text });
        const result = await signature.run(given, context).catch((cause: unknown) => cause);
        if (result instanceof CheckProblem) return;
        expect(result).toMatchObject({ verdict: { status: expect.stringMatching(/^(?:pass|warn|fail)$/) } });
      }),
      { numRuns: 60 },
    );
  },
  60_000,
);
