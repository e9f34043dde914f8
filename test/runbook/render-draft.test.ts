import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lintRunbook } from '../../src/commands/lint-runbook.ts';
import type { Draft } from '../../src/runbook/draft/draft.ts';
import { nameId } from '../../src/runbook/draft/name-id.ts';
import { renderDraft } from '../../src/runbook/draft/render-draft.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';

/** A draft with so many causes on each axis, looked for in so many logs, in which every text is `text`. */
function draftOf(counts: readonly number[], logs: number, text: string): Draft {
  const taken: string[] = [];
  const cause = (log: string) => {
    const id = nameId(text, { taken, kind: 'cause' });
    taken.push(id);
    return { id, title: text, answer: text, log, text };
  };
  return {
    id: 'late',
    title: text,
    owner: text,
    reviewed: '2026-11-25',
    symptoms: [text],
    parties: [{ id: 'crm', name: text, role: 'receiver' }],
    logs: Array.from({ length: logs }, (_, l) => ({
      id: `log_${l}`,
      party: 'crm',
      title: text,
      files: text,
      isPlain: l > 0,
    })),
    axes: counts.map((count, a) => ({
      id: `axis-${a}`,
      question: text,
      causes: Array.from({ length: count }, (_, c) => cause(`log_${c % logs}`)),
      ask: { text, party: 'crm' },
    })),
  };
}

describe('a draft', () => {
  const counts = [[1], [2], [3], [5], [9], [1, 1], [3, 2], [4, 7]];

  it.each(counts.flatMap((axes) => [1, 3].map((logs) => ({ axes, logs }))))(
    'with $axes causes in $logs logs becomes a runbook that lint finds good',
    async ({ axes, logs }) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'causebook-'));
      try {
        const file = path.join(folder, 'runbook.yaml');
        await writeFile(file, renderDraft(draftOf(axes, logs, 'The queue is full')));
        const checked = { readFrom: [], writeTo: path.join(folder, 'cache'), build: 'test' };
        expect((await lintRunbook(file, checked)).problems).toEqual([]);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  it.each(['007', 'null', 'yes', '1e3', '2026-11-25'])('with everything called "%s" is one too', (text) => {
    const id = text === '2026-11-25' ? text : nameId(text, { taken: [], kind: 'x' });
    const draft = draftOf([2, 1], 1, text);
    const named = {
      ...draft,
      id,
      parties: [{ id, name: text, role: 'relay' as const }],
      logs: draft.logs.map((log) => ({ ...log, id, party: id })),
      axes: draft.axes.map((axis) => ({
        ...axis,
        ask: { text, party: id },
        causes: axis.causes.map((cause) => ({ ...cause, log: id })),
      })),
    };
    expect(parseRunbook(renderDraft(named), 'runbook.yaml').runbook.id).toBe(id);
  });

  it('keeps every text as it was typed, whatever stands in it', () => {
    const signs = fc.constantFrom(...Array.from(`'"#:{}[]&*!|>%@,-? \\`));
    const text = fc
      .oneof(fc.string({ unit: signs }), fc.string({ unit: 'grapheme' }))
      .map((typed) => `x${typed}`)
      .filter((typed) => !typed.includes('${{'));
    fc.assert(
      fc.property(text, (typed) => {
        const { runbook } = parseRunbook(renderDraft(draftOf([2], 1, typed)), 'runbook.yaml');
        expect(runbook.title).toBe(typed);
        expect(runbook.symptoms).toEqual([typed]);
        expect(runbook.axes[0]?.hypotheses[1]?.title).toBe(typed);
        expect(runbook.phases[0]?.steps[0]?.log).toMatchObject({ match: typed });
      }),
      { numRuns: 200 },
    );
  });
});

describe('an id', () => {
  it.each([
    { name: 'ASPIn Backend', id: 'aspin-backend' },
    { name: 'Prüfung für Ämter', id: 'prufung-fur-amter' },
    { name: '注文', id: 'party-1' },
    { name: 'crm', id: 'crm-2' },
    { name: 'Other', id: 'other-2' },
    { name: 'the gateway gives up before the receiver answers', id: 'the-gateway-gives-up-before-the' },
    { name: 'x'.repeat(40), id: 'x'.repeat(32) },
  ])('of "$name" is $id', ({ name, id }) => {
    expect(nameId(name, { taken: ['crm'], kind: 'party' })).toBe(id);
  });
});
