import { expect, test } from 'vitest';
import { describeAxis } from '../../src/report/axis.ts';
import { recommendFixes } from '../../src/report/fixes.ts';
import type { Fix } from '../../src/runbook/schema.ts';
import { axisVerdict, ranked } from '../helpers/incident-fixture.ts';

type Standing = `${'settled' | 'leading' | 'open'} ${string}`;

/** Two axes: `trigger` (proxy, retry) and `barrier` (key, race), each with a state and a leader. */
function axesOf(trigger: Standing, barrier: Standing) {
  const axis = (id: string, standing: Standing, ids: readonly string[]) => {
    const [state, leader = ''] = standing.split(' ') as ['settled' | 'leading' | 'open', string];
    return describeAxis(
      axisVerdict(id, { state, leader, hypotheses: [...ids, 'other'].map((one) => ranked(one)) }),
      [],
    );
  };
  return [axis('trigger', trigger, ['proxy', 'retry']), axis('barrier', barrier, ['key', 'race'])];
}

function fix(of: Partial<Fix>): Fix {
  return {
    id: 'f',
    tier: 'immediate',
    party: 'p',
    title: 'F',
    when: [],
    detail: 'd',
    code: {},
    destructive: false,
    ...of,
  };
}

const rows: readonly {
  readonly fix: Partial<Fix>;
  readonly trigger: Standing;
  readonly barrier: Standing;
  readonly recommended: boolean;
  readonly because: readonly string[];
}[] = [
  {
    fix: { when: ['proxy'] },
    trigger: 'settled proxy',
    barrier: 'open key',
    recommended: true,
    because: ['proxy (settled)'],
  },
  {
    fix: { when: ['proxy'] },
    trigger: 'leading proxy',
    barrier: 'open key',
    recommended: true,
    because: ['proxy (leads, not settled)'],
  },
  {
    fix: { when: ['proxy'] },
    trigger: 'open proxy',
    barrier: 'open key',
    recommended: false,
    because: ['none of proxy leads'],
  },
  {
    fix: { when: ['proxy'] },
    trigger: 'settled retry',
    barrier: 'settled key',
    recommended: false,
    because: ['none of proxy leads'],
  },
  {
    fix: { when: ['proxy', 'key'] },
    trigger: 'settled proxy',
    barrier: 'leading key',
    recommended: true,
    because: ['proxy (settled)', 'key (leads, not settled)'],
  },
  {
    fix: { when: ['key', 'race'] },
    trigger: 'open other',
    barrier: 'settled race',
    recommended: true,
    because: ['race (settled)'],
  },
  {
    fix: { when: ['proxy'], destructive: true },
    trigger: 'settled proxy',
    barrier: 'open key',
    recommended: true,
    because: ['proxy (settled)'],
  },
  {
    fix: { when: ['proxy'], destructive: true },
    trigger: 'leading proxy',
    barrier: 'settled key',
    recommended: false,
    because: ['it is destructive, and this is not settled: trigger?'],
  },
  {
    fix: { when: ['proxy', 'key'], destructive: true },
    trigger: 'settled proxy',
    barrier: 'leading race',
    recommended: false,
    because: ['it is destructive, and this is not settled: barrier?'],
  },
  {
    fix: { when: ['proxy'], destructive: true },
    trigger: 'settled retry',
    barrier: 'settled key',
    recommended: false,
    because: ['none of proxy leads'],
  },
  {
    fix: {},
    trigger: 'open other',
    barrier: 'open key',
    recommended: false,
    because: ['no cause leads on any question yet'],
  },
  { fix: {}, trigger: 'open other', barrier: 'leading key', recommended: true, because: ['whatever the cause'] },
  {
    fix: { destructive: true },
    trigger: 'settled proxy',
    barrier: 'leading key',
    recommended: false,
    because: ['it is destructive, and this is not settled: barrier?'],
  },
  {
    fix: { destructive: true },
    trigger: 'settled proxy',
    barrier: 'settled key',
    recommended: true,
    because: ['whatever the cause'],
  },
  {
    fix: { when: ['proxy'] },
    trigger: 'leading other',
    barrier: 'open key',
    recommended: false,
    because: ['none of proxy leads'],
  },
];

test.each(rows)(
  'a fix $fix with $trigger and $barrier: recommended $recommended',
  ({ fix: of, trigger, barrier, recommended, because }) => {
    expect(recommendFixes([fix(of)], axesOf(trigger, barrier))).toEqual([{ fix: fix(of), recommended, because }]);
  },
);

test('fixes come by tier, the recommended first, equals in the order of the file', () => {
  const fixes = [
    fix({ id: 'l', tier: 'long-term' }),
    fix({ id: 'i-no', when: ['retry'] }),
    fix({ id: 'i-first', when: ['proxy'] }),
    fix({ id: 'm', tier: 'medium-term' }),
    fix({ id: 'i-second', when: ['proxy'] }),
  ];
  const order = recommendFixes(fixes, axesOf('settled proxy', 'open key')).map((advice) => advice.fix.id);
  expect(order).toEqual(['i-first', 'i-second', 'i-no', 'm', 'l']);
});
