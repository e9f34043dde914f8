import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../src/report/junit.ts';
import { createReport } from '../../src/report/report.ts';
import { stepSuites } from '../../src/report/step-suites.ts';
import { diagnosis, runbook, stateAfter, walked } from '../helpers/incident-fixture.ts';

const reader = `
import json, sys, xml.etree.ElementTree as tree
def read(text):
    return [[suite.attrib, [[case.attrib, [[child.tag, child.attrib, child.text] for child in case]] for case in suite]]
            for suite in tree.fromstring(text.encode())]
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;

/** What Python's XML parser (expat) reads of reports. */
async function read(texts: readonly string[]): Promise<readonly unknown[]> {
  const { stdout } = await execa('python3', ['-c', reader], { input: JSON.stringify(texts) });
  return JSON.parse(stdout);
}

const hasPython = await execa('python3', ['--version']).then(
  () => true,
  () => false,
);

it('counts what passed, failed, broke and was skipped', () => {
  const cases = (['passed', 'failed', 'error', 'skipped'] as const).map((outcome) => ({
    name: outcome,
    seconds: 0.5,
    outcome,
    message: outcome === 'passed' ? '' : 'why',
  }));
  expect(renderJunit([{ name: 'a & b', cases }])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="causebook" tests="4" failures="1" errors="1" skipped="1" time="2.000">
  <testsuite name="a &amp; b" tests="4" failures="1" errors="1" skipped="1" time="2.000">
    <testcase name="passed" classname="a &amp; b" time="0.500"/>
    <testcase name="failed" classname="a &amp; b" time="0.500">
      <failure message="why">why</failure>
    </testcase>
    <testcase name="error" classname="a &amp; b" time="0.500">
      <error message="why">why</error>
    </testcase>
    <testcase name="skipped" classname="a &amp; b" time="0.500">
      <skipped message="why"/>
    </testcase>
  </testsuite>
</testsuites>
`);
});

describe.skipIf(!hasPython)('read back by an XML parser (python3)', () => {
  it('any text comes back, but for characters that XML cannot hold', async () => {
    const samples = fc.sample(fc.string({ unit: 'binary' }), 300);
    const texts = [...samples, '\u001b[31m]]> <![CDATA[ & "quoted" \'x\'', 'a\nb\tc', '\ud800 alone', '\u0000\uffff'];
    const reports = texts.map((text) =>
      renderJunit([{ name: text, cases: [{ name: text, seconds: 0, outcome: 'failed', message: text, text }] }]),
    );
    const found = (await read(reports)) as [
      [{ name: string }, [[{ name: string }, [[string, { message: string }, string | null]]]]],
    ][];
    for (const [index, [[suite, [[one, [[tag, { message }, body]]]]]]] of found.entries()) {
      const kept = (texts[index] ?? '').replace(
        /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu,
        '\ufffd',
      );
      expect([suite.name, one.name, tag, message]).toEqual([kept, kept, 'failure', kept]);
      // XML 1.0, 2.11: a parser reads every line end as \n.
      expect(body ?? '').toBe(kept.replace(/\r\n?/g, '\n'));
    }
  });

  it('the steps of an incident are test cases of their phases', async () => {
    const report = createReport({ state: stateAfter(walked), diagnosis, runbook });
    const [suites] = (await read([renderJunit(stepSuites(report))])) as [
      [{ name: string; failures: string }, [{ name: string }, [string, { message?: string }, string | null][]][]][],
    ];
    expect(suites.map(([{ name, failures }]) => [name, failures])).toEqual([
      ['duplicate-orders.triage', '2'],
      ['duplicate-orders.deep', '0'],
    ]);
    const children = new Map(suites.flatMap(([, cases]) => cases).map(([{ name }, [child]]) => [name, child]));
    expect(children.get('ladder')).toEqual([
      'failure',
      { message: 'one request left the shop, two reached the CRM' },
      expect.stringContaining('\nshop-outbound.jsonl:12: {"order":"ORD_7","attempt":1}\n'),
    ]);
    expect(children.get('edge_status')?.[0]).toBe('system-out');
    expect(children.get('crm_inserts')?.slice(0, 2)).toEqual([
      'skipped',
      { message: 'blocked: Access log of the CRM is not in the evidence folder' },
    ]);
  });
});
