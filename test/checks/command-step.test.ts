import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { messageOf } from '../../src/errors.ts';
import { parseRunbook } from '../../src/runbook/parse.ts';

const small = readFileSync(new URL('../fixtures/runbooks/small.yaml', import.meta.url), 'utf8').replace(
  'inputs:\n',
  'inputs:\n  - {id: api_key, type: string, secret: true, optional: true}\n',
);

/** What loading a runbook says whose first step is followed by this one. */
function problemsOf(step: string): readonly string[] {
  const text = small.replace('      - id: asked', () => `      - id: ran\n        ${step}\n      - id: asked`);
  try {
    parseRunbook(text, 'r.yaml');
  } catch (error) {
    return messageOf(error).split('\n');
  }
  return [];
}

test.each([
  ['command: {run: [kubectl, get, pod, "${{ inputs.parcel_id }}"], expect: {stdout: {contains: Running}}}'],
  ['command: {run: [/bin/df, -h, 3], env: [KUBECONFIG], expect: {exit_code: [0, 1]}}\n        risk: write'],
  [
    'command: {run: [curl, "https://a.test"], env: {API_KEY: "${{ inputs.api_key }}", OTHER: null}, stdin: "${{ inputs.count }}", expect: {number: "<= 3"}}',
  ],
  [
    'command: {run: [grep, x], exit_codes: any}\n        outcomes: [{id: a, when: result.exit_code == 1, say: "${{ result.stdout }}"}, {id: b}]',
  ],
  [
    'script: {file: checks/queue.mjs, inputs: {id: "${{ inputs.parcel_id }}", n: 3}, env: {K: "${{ inputs.api_key }}"}}\n        outcomes: [{id: a, when: result.anything > 1}, {id: b}]',
  ],
])('a runbook with %s loads', (step) => {
  expect(problemsOf(step)).toEqual([]);
});

const visible = 'secret input "api_key" would stand in the process list, for everybody on this machine to read.';
const asVariable = 'Give it as a variable: `env: {API_KEY: "${{ inputs.api_key }}"}`.';
const at = 'phases[0].steps[1]';
const judges = 'outcomes: [{id: a}]';

test.each([
  [
    'command: {run: [curl, -H, "Authorization: Bearer ${{ inputs.api_key }}"], expect: {lines: 1}}',
    `r.yaml:41:35: ${visible} ${asVariable}`,
  ],
  [`command: {run: [curl, "\${{ inputs['api_key'] }}"], expect: {lines: 1}}`, `r.yaml:41:31: ${visible} ${asVariable}`],
  [
    `script: {file: a.mjs, inputs: {key: "\${{ inputs.api_key }}"}}\n        ${judges}`,
    `r.yaml:41:45: secret input "api_key" is given to a script as a plain input, which it may print. ${asVariable}`,
  ],
  ['command: {run: [df]}', 'r.yaml:41:18: step "ran" judges nothing. Give it `expect` or `outcomes`.'],
  ['script: {file: a.mjs}', 'r.yaml:41:17: step "ran" judges nothing. Give it `expect` or `outcomes`.'],
  ['command: {run: [df], expect: {}}', `r.yaml:41:38: ${at}.command.expect: asserts nothing: give at least one`],
  [
    'command: {run: ["${{ inputs.parcel_id }}", x], expect: {lines: 1}}',
    `r.yaml:41:25: ${at}.command.run[0]: must be a program, not a template: what is run is the same for every incident`,
  ],
  [
    'command: {run: [./check.sh], expect: {lines: 1}}',
    `r.yaml:41:25: ${at}.command.run[0]: must be a name on the PATH or an absolute path; what lies beside the runbook is run by a \`script\` step`,
  ],
  [
    'command: {run: [df], exit_codes: 1, expect: {exit_code: 0}}',
    `r.yaml:41:42: ${at}.command.exit_codes: cannot stand beside \`expect.exit_code\`, with which every exit code is an answer`,
  ],
  [
    'command: {run: [df], exit_codes: 300, expect: {lines: 1}}',
    `r.yaml:41:42: ${at}.command.exit_codes: must be at most 255`,
  ],
  [
    'command: {run: [df], env: [A-B], expect: {lines: 1}}',
    `r.yaml:41:36: ${at}.command.env[0]: must be the name of an environment variable`,
  ],
  [`script: {file: ../a.mjs}\n        ${judges}`, `r.yaml:41:24: ${at}.script.file: must lie in the runbook's folder`],
  [
    `script: {file: /tmp/a.mjs}\n        ${judges}`,
    `r.yaml:41:24: ${at}.script.file: must lie in the runbook's folder`,
  ],
  [
    `script: {file: a.sh}\n        ${judges}`,
    `r.yaml:41:24: ${at}.script.file: must be the name of a JavaScript module, like checks/queue.mjs`,
  ],
])('a runbook with %s does not load', (step, problem) => {
  expect(problemsOf(step)).toEqual([problem]);
});

test('a secret is kept out of the arguments of a log command too', () => {
  const text = small.replace(
    'log: {files: scans.jsonl*,',
    'log: {command: [kubectl, logs, "--token=${{ inputs.api_key }}"],',
  );
  expect(() => parseRunbook(text, 'r.yaml')).toThrow(`r.yaml:18:36: ${visible} ${asVariable}`);
});
