/** One test case of a JUnit report. `text` is what is known of it: lines, shown as they are. */
export type JunitCase = {
  readonly name: string;
  readonly seconds: number;
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  /** One line. */
  readonly message: string;
  readonly text?: string;
};

/** A group of test cases. */
export type JunitSuite = { readonly name: string; readonly cases: readonly JunitCase[] };

/** Renders suites as the JUnit XML that CI systems read (the form of Jenkins' junit-10.xsd). */
export function renderJunit(suites: readonly JunitSuite[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="causebook"${totals(suites.flatMap(({ cases }) => cases))}>`,
    ...suites.flatMap(({ name, cases }) => [
      `  <testsuite name="${escapeXml(name)}"${totals(cases)}>`,
      ...cases.flatMap((one) => renderCase(one, name)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function totals(cases: readonly JunitCase[]): string {
  const count = (outcome: JunitCase['outcome']) => cases.filter((one) => one.outcome === outcome).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0);
  return ` tests="${cases.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds.toFixed(3)}"`;
}

function renderCase({ name, seconds, outcome, message, text }: JunitCase, suite: string): readonly string[] {
  const open = `    <testcase name="${escapeXml(name)}" classname="${escapeXml(suite)}" time="${seconds.toFixed(3)}"`;
  const says = `message="${escapeXml(message)}"`;
  const lines = escapeXml(text ?? message, 'text');
  switch (outcome) {
    case 'passed':
      return message === ''
        ? [`${open}/>`]
        : [`${open}>`, `      <system-out>${lines}</system-out>`, '    </testcase>'];
    case 'failed':
      return [`${open}>`, `      <failure ${says}>${lines}</failure>`, '    </testcase>'];
    case 'error':
      return [`${open}>`, `      <error ${says}>${lines}</error>`, '    </testcase>'];
    case 'skipped':
      return [`${open}>`, `      <skipped ${says}/>`, '    </testcase>'];
  }
}

/** XML 1.0, 2.2: no control characters but tab and line ends, no lone surrogates, not even escaped. They are shown as U+FFFD. */
function escapeXml(text: string, where: 'attribute' | 'text' = 'attribute'): string {
  const safe = text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
  if (where === 'text') return safe;
  // A reader makes spaces of line ends in attributes (XML 1.0, 3.3.3).
  return safe.replaceAll('"', '&quot;').replace(/[\t\n\r]/g, (found) => `&#${found.charCodeAt(0)};`);
}
