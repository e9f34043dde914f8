import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, execaSync } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, createProgram, type Program } from '../helpers/program.ts';
import { runInTerminal, type TerminalRun } from '../helpers/terminal.ts';
import { writeFolder } from '../helpers/write-folder.ts';

const runbook = await readFile(new URL('../../runbooks/missing-webhooks/runbook.yaml', import.meta.url), 'utf8');
const own = fileURLToPath(new URL('../../completions/', import.meta.url));

let program: Program;
let incident: string;
let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    'my logs/a.log': 'x\n',
    'reply from the partner.md': '1b\n',
    'runbooks/broken/runbook.yaml': 'causebook: [',
    'runbooks/$(touch pwned)/runbook.yaml': runbook,
    'runbooks/red\u001b[31m/runbook.yaml': runbook,
  }));
  const ran = await program.run(['run', 'missing-webhooks', '--ui', 'none', '--json'], { cwd: folder });
  incident = JSON.parse(ran.stdout).incident;
});
afterAll(async () => {
  await remove();
  await program.remove();
});

/** The words that may stand at the end of a line. */
async function wordsFor(line: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr, exitCode } = await program.run(['completion', 'bash', '--words', '--', ...line], {
    cwd: folder,
  });
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n').map((row) => row.replace(/\t.*/, ''));
}

describe('what may stand on the line', () => {
  it.each([
    { line: ['ru'], words: ['run'] },
    { line: ['check', 's'], words: ['step', 'signature', 'sql', 'script'] },
    { line: ['check', 'help', 't'], words: ['tls', 'tcp'] },
    { line: ['completion', ''], words: ['bash', 'zsh', 'fish'] },
    { line: ['run', '--ui', ''], words: ['tui', 'plain', 'none'] },
    { line: ['--theme', 'high-contrast', 'resume', '--ui=p'], words: ['--ui=plain'] },
    { line: ['note', '--fo'], words: ['--format', '--force'] },
    { line: ['note', '--format', 'md', '--fo'], words: ['--force'] },
    { line: ['run', '--input', 'a=b', '--inp'], words: ['--input'] },
    { line: ['run', '--', '--ui', ''], words: [] },
    { line: ['lint', 'miss'], words: ['missing-webhooks'] },
    { line: ['check', 'step', 'missing-webhooks', 'check_up'], words: ['check_uptime'] },
    { line: ['run', 'missing-webhooks', '-i', 'payments_t'], words: ['payments_total='] },
    { line: ['demo', 's1-02'], words: ['s1-02-success-treated-as-failure'] },
    { line: ['no-such-command', ''], words: [] },
  ])('after $line come $words', async ({ line, words }) => {
    expect(await wordsFor(line)).toEqual(['words', ...words]);
  });

  it('incidents, and the parties and fixes of their runbooks', async () => {
    expect(await wordsFor(['show', ''])).toEqual(['words', incident]);
    expect(await wordsFor(['test', '--init', ''])).toEqual(['words', incident]);
    expect(await wordsFor(['ask', incident, '--party', 'pay'])).toEqual(['words', 'paymenthub']);
    expect(await wordsFor(['verify', incident, 'accept-both-s'])).toEqual(['words', 'accept-both-secrets']);
  });

  it('files and folders are left to the shell, with the part of the word before them', async () => {
    const ask = async (...line: readonly string[]) =>
      (await program.run(['completion', 'zsh', '--words', '--', ...line], { cwd: folder })).stdout;
    expect(await ask('run', './x')).toBe('files\t');
    expect(await ask('check', 'command', '--', './x')).toBe('files\t');
    expect(await ask('run', 'missing-webhooks', '--evidence=a')).toBe('folders\t--evidence=');
    expect(await ask('check', 'sql', '--file', 'paid=pay')).toBe('files\tpaid=');
  });

  it('the name of a folder that a shell or a terminal would obey is no word', async () => {
    const [, ...words] = await wordsFor(['run', '']);
    expect(words).toEqual(['broken', 'duplicate-registrations', 'missing-webhooks']);
  });

  it('nothing is said where a runbook or an incident cannot be read', async () => {
    expect(await wordsFor(['check', 'step', 'broken', ''])).toEqual(['words']);
    expect(await wordsFor(['ask', 'nonsense', '--party', ''])).toEqual(['words']);
  });

  it('a file that never answers holds nobody up, and nothing is said of it', async () => {
    await execa('mkfifo', [path.join(folder, 'pipe.yaml')]);
    const script = `source <(causebook completion bash)
COMP_LINE='causebook check step ./pipe.yaml ' COMP_POINT=33 COMP_CWORD=4 COMP_WORDS=(causebook check step ./pipe.yaml '')
_causebook; echo "\${#COMPREPLY[@]}"`;
    const { stdout, stderr } = await execa('bash', ['-c', script], { env: environment(), cwd: folder });
    expect({ stdout, stderr }).toEqual({ stdout: '0', stderr: '' });
  });

  it('the walk and the search are not loaded for it', async () => {
    const coverage = path.join(program.home, 'coverage');
    await program.run(['completion', 'bash', '--words', '--', 'check', 'step', 'missing-webhooks', ''], {
      env: { NODE_V8_COVERAGE: coverage },
    });
    const [file = ''] = await readdir(coverage);
    const { result } = JSON.parse(await readFile(path.join(coverage, file), 'utf8'));
    const loaded = result.flatMap(
      ({ url }: { readonly url: string }) => /dist\/([a-z-]+)-[\w-]{8}\.js$/.exec(url)?.[1] ?? [],
    );
    expect(loaded).toContain('start');
    const large = ['scan', 'search', 'search-and-walk', 'walk', 'screen'];
    expect(loaded.filter((name: string) => large.includes(name))).toEqual([]);
  });
});

describe('the scripts', () => {
  it.each([
    {
      argv: ['tcsh'],
      error:
        "error: command-argument value 'tcsh' is invalid for argument 'shell'. Allowed choices are bash, zsh, fish.",
    },
    { argv: [], error: 'causebook: for which shell? There are causebook completion bash, zsh and fish.' },
    { argv: ['bash', 'x'], error: 'causebook: "x" is too much. It is causebook completion bash.' },
  ])('the arguments $argv are a usage error', async ({ argv, error }) => {
    const { stdout, stderr, exitCode } = await program.run(['completion', ...argv]);
    expect({ stdout, error: stderr.split('\n')[0], exitCode }).toEqual({ stdout: '', error, exitCode: 2 });
  });

  it.each(['causebook.bash', '_causebook', 'causebook.fish'])(
    '%s is printed as it lies in the package',
    async (name) => {
      const shell = name === '_causebook' ? 'zsh' : name.replace('causebook.', '');
      expect((await program.run(['completion', shell])).stdout).toBe(
        (await readFile(`${own}${name}`, 'utf8')).trimEnd(),
      );
    },
  );

  it('bash calls the function with the words that it breaks at =', async () => {
    const script = `source <(causebook completion bash)
COMP_LINE='causebook run --ui=p x' COMP_POINT=20 COMP_CWORD=4 COMP_WORDS=(causebook run --ui = p x)
_causebook && printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = await execa('bash', ['--norc', '-uc', script], { env: environment() });
    expect({ stdout, stderr }).toEqual({ stdout: 'plain', stderr: '' });
  });
});

/** How each shell is started with nothing of the person's, and what it then is told. */
const shells = [
  { shell: 'bash', start: 'bash --norc --noprofile -i', load: "PS1='$ '; source <(causebook completion bash)" },
  { shell: 'zsh', start: 'zsh -f -i', load: "PS1='$ '; source <(causebook completion zsh)" },
  {
    shell: 'fish',
    start: 'fish --no-config -i',
    load: "function fish_prompt; echo '$ '; end; causebook completion fish | source",
  },
] as const;

for (const { shell, start, load } of shells) {
  const isMissing = execaSync(shell, ['-c', 'exit 0'], { reject: false }).exitCode !== 0;
  describe.skipIf(isMissing)(`Tab in ${shell}${isMissing ? ', which is not installed here' : ''}`, () => {
    let run: TerminalRun;
    beforeAll(async () => {
      const command = `env -C '${folder}' ${start}`;
      run = runInTerminal({ command, columns: 110, rows: 30, env: environment() });
      await run.shows(/[$#%>]/);
      run.press(`${load}; echo rea''dy\r`);
      await run.shows('ready');
    });
    afterAll(() => run.stop());

    it.each([
      { typed: 'causebook comp', line: 'causebook completion ' },
      { typed: 'causebook run dup', line: 'causebook run duplicate-registrations ' },
      { typed: 'causebook run --ui=pl', line: 'causebook run --ui=plain ' },
      {
        typed: 'causebook check step missing-webhooks check_up',
        line: 'causebook check step missing-webhooks check_uptime ',
      },
      {
        typed: 'causebook run missing-webhooks -i payments_t',
        line: 'causebook run missing-webhooks -i payments_total=',
      },
      { typed: 'causebook run missing-webhooks -e my', line: 'causebook run missing-webhooks -e my\\ logs/' },
      {
        typed: 'causebook run missing-webhooks --evidence=my',
        line: 'causebook run missing-webhooks --evidence=my\\ logs/',
      },
      { typed: 'causebook answer reply', line: 'causebook answer reply\\ from\\ the\\ partner.md ' },
      {
        typed: 'true; causebook check sql --file t=rep',
        line: 'true; causebook check sql --file t=reply\\ from\\ the\\ partner.md ',
      },
    ])('makes "$line" of "$typed"', async ({ typed, line }) => {
      run.press(`${typed}\t`);
      await run.shows(`$ ${line}`);
      // What is typed next shows where the cursor stands.
      run.press('X');
      await run.shows(`$ ${line}X`);
      run.press('\u0015\u000c');
      await run.shows(/^\$\s*$/);
    });
  });
}

/** The built program is found as `causebook`. */
function environment(): Record<string, string> {
  return { ...program.env, PATH: `${path.dirname(bin)}:${process.env.PATH}` };
}
