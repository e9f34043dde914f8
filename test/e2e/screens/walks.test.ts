import { beforeAll, describe, expect, it } from 'vitest';
import { type CheckedIncident, checkIncident } from '../../helpers/checked-incidents.ts';
import { expectGivenBack } from '../../helpers/expect-given-back.ts';
import { expectGolden } from '../../helpers/expect-golden.ts';
import { createWalker, expectWholeFrames, press, question } from '../../helpers/screen-walk.ts';
import { useScreens } from '../../helpers/screens.ts';

const screens = useScreens();

const reports = [
  {
    runbook: 'duplicate-registrations',
    scenario: 's1-01-client-timeout',
    cause: 'trigger: Client retries because its own timeout fires first: very likely, settled',
  },
  {
    runbook: 'missing-webhooks',
    scenario: 's2-01-secret-rotated',
    cause: 'failure: Signature validation fails (secret, algorithm, raw body, clock): very likely, settled',
  },
] as const;

const sizes = [
  { columns: 40, rows: 15 },
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
] as const;

describe.each(reports)('the walk of $scenario', (report) => {
  let incident: CheckedIncident;
  beforeAll(async () => {
    incident = await checkIncident(screens, report.scenario);
  }, 90_000);

  it.each(sizes)(
    'stays whole from the first frame to the last at $columns x $rows',
    async (size) => {
      const run = await incident.goOn(size);
      const golden = (name: string) => expectGolden(run, `${report.scenario}-${size.columns}x${size.rows}-${name}`);
      const walker = await createWalker(run, report);

      await walker.goToNext();
      await golden('question');
      await press(run, 'w', 'This step: ');
      await golden('why');
      await press(run, '\u001b', question);
      for (let count = 0; count < 3; count++) expect(await walker.answerNext()).toMatch(/^Recorded: /);
      await walker.goToNext();
      await press(run, 't', 'Recorded: Asked');
      await press(run, 's', 'Why skip this step?');
      await press(run, 'Nobody there has access\r', 'Recorded: skip');
      await press(run, 'u', 'Taken back: ');
      await press(run, 'n', 'Remark for the note');
      await press(run, 'They are on a call with us\r', 'Remark kept');
      await press(run, 'o', 'Incident note');
      await press(run, 'G', /Written|causebook 0|\[E\d+\]: #/);
      await press(run, '\u001b', question);
      await press(run, '?', 'Up, or scroll up');
      await press(run, ' ', '━ Help ━');
      await press(run, '\u001b', question);
      await press(run, '\t', 'Ranking');
      await press(run, 'w', '━ Why ━');
      await press(run, '\u001b', 'Ranking');
      await press(run, '\t', 'Steps');
      await press(run, 'G', 'Steps');
      await press(run, 'v', /Result/);
      await golden('result');
      run.press('q');
      expect(await run.exited).toBe(3);

      expectGivenBack(run);
      expectWholeFrames(run.frames());
      const left = run.history().join('\n');
      expect(left).toContain(report.cause);
      expect(left).toMatch(/\nNote: {3}\S+\/note\.md\nResume: causebook resume \S+\n/);
    },
    60_000,
  );
});
