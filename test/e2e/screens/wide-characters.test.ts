import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { expectGivenBack } from '../../helpers/expect-given-back.ts';
import { expectGolden } from '../../helpers/expect-golden.ts';
import { expectWholeFrames, press, question } from '../../helpers/screen-walk.ts';
import { useScreens } from '../../helpers/screens.ts';

const screens = useScreens();
const runbook = fileURLToPath(new URL('../../fixtures/runbooks/wide-characters/runbook.yaml', import.meta.url));
let evidence: string;

beforeAll(async () => {
  evidence = path.join(screens.program().home, 'evidence');
  await mkdir(evidence);
  const line = (second: number, agent: string) =>
    `10.0.0.1 - - [12/May/2026:10:00:0${second} +0000] "POST /登録/CUST_7890 HTTP/1.1" 200 12 "-" "${agent}"\n`;
  await writeFile(
    path.join(evidence, 'edge.log'),
    line(1, '👩‍👩‍👧‍👦 クライアント 👍🏽') +
      line(3, '\u001b[31m赤\u001b[3J ﾊﾟ\u202eשלום') +
      line(5, 'e\u0301\u0301 각 क्षि ﷽ 🇦🇹'),
  );
});

it.each([
  { columns: 40, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
])(
  'a runbook in wide, combining and right-to-left characters stays in its cells at $columns x $rows',
  async (size) => {
    const run = screens.start({ argv: `run "${runbook}" -e "${evidence}"`, ...size, inShell: true });
    const golden = (name: string) => expectGolden(run, `wide-characters-${size.columns}x${size.rows}-${name}`);
    await run.shows(question);
    await golden('question');
    await press(run, 'w', '━ Why ━');
    await golden('why');
    await press(run, '\u001b', question);
    await press(run, '2', 'Recorded: לא');
    await press(run, '\t\t', /Steps/);
    await press(run, 'G', /Steps/);
    await press(run, '\t', 'Write the answer');
    await press(run, '1', 'enter keep');
    await press(run, '👩‍👩‍👧‍👦界 e\u0301 שלום 登録登録登録登録登録登録登録登録登録登録登録登録', '登録 ');
    await golden('field');
    await press(run, '\u001b[D\u001b[D\u001b[D\u007f\u001b[H\u001b[C\u001b[3~', /登録/);
    await press(run, '\r', /Recorded: |Every question/);
    await press(run, 'v', /Result/);
    await golden('result');
    await press(run, '\t\t', /Steps/);
    await press(run, 'j', /Steps/);
    await press(run, '\r', /Check/);
    await press(run, '\r', 'Check in full');
    await golden('check');
    await press(run, 'o', 'Incident note');
    await press(run, 'G', /Written|causebook 0|\[E\d+\]: #/);
    run.press('q');
    expect(await run.exited).toBe(3);
    expectGivenBack(run);
    expectWholeFrames(run.frames());
  },
  60_000,
);
