import { afterAll, beforeAll, expect, it } from 'vitest';
import { askLogs } from '../helpers/ask-logs.ts';
import { createProgram, type Program } from '../helpers/program.ts';
import { writeFolder } from '../helpers/write-folder.ts';

let program: Program;
let folder: string;
let remove: () => Promise<void>;

const event = (id: string, second: number) =>
  `{"id":"${id}","ts":"2026-05-12T10:00:${String(second).padStart(2, '0')}Z"}\n`;

beforeAll(async () => {
  program = await createProgram();
  ({ folder, remove } = await writeFolder({
    'a.jsonl': event('x1', 0) + event('x2', 1),
    'b.jsonl': event('x2', 2) + event('x3', 3),
    'edge.log': ['x1', 'x2']
      .map((id, at) => `10.0.0.1 - - [12/May/2026:10:00:0${at} +0000] "POST /pay?id=${id} HTTP/1.1" 202 12 "-" "c"\n`)
      .join(''),
    'store.yaml': 'loki: {url: "http://127.0.0.1:1", labels: {app: crm}, token_env: TOKEN}\n',
    'source.yaml': 'command: [sh, -c, "cat $LOG_DIR/a.jsonl"]\nenv: [LOG_DIR]\n',
  }));
});
afterAll(async () => {
  await program.remove();
  await remove();
});

const ask = (files: readonly string[], ...flags: readonly string[]) => askLogs({ program, folder, files, flags });

const both = ['a=a.jsonl', 'b=b.jsonl'];

it('logs of several formats have names: their ladder, what one misses, their clocks, and SQL over both', async () => {
  const logs = ['app=a.jsonl', 'edge=edge.log'];
  const by = '/(x\\d)/';
  const ladder = await ask(logs, '--ladder', by);
  expect(ladder.facts.rows).toMatchObject([
    { hop: 'app', ids: 2, lines: 2 },
    { hop: 'edge', ids: 2, lines: 2 },
  ]);
  expect(ladder.pictures).toMatchObject([{ kind: 'ladder' }]);
  expect((await ask(['b=b.jsonl', 'edge=edge.log'], '--missing-from', 'b', '--by', by)).facts.missing).toEqual(['x3']);
  expect((await ask(logs, '--skew', by)).facts).toMatchObject({ shared: 2 });
  const joined = await ask(logs, '--sql', `select count(*) as n from app join edge on edge.path like '%' || app.id`);
  expect(joined.facts.n).toBe(2);
});

it('the log that has all the ids may be named first or second, and its lines of the missing ones are shown', async () => {
  expect(await ask(both, '--missing-from', 'a', '--by', 'id')).toMatchObject({
    say: '1 of 2 ids never appears in b: x1',
    evidence: [{ source: 'a.jsonl', line: 1 }],
  });
  expect(await ask(both, '--missing-from', 'b', '--by', 'id')).toMatchObject({
    say: '1 of 2 ids never appears in a: x3',
    evidence: [{ source: 'b.jsonl', line: 2 }],
  });
});

it.each([
  ['--where', 'id = x2'],
  ['--match', '"x2"'],
  ['--regex', 'x[2]'],
])('%s %s narrows every log alike', async (...filter) => {
  expect((await ask(both, ...filter, '--ladder', 'id')).facts.rows).toMatchObject([{ ids: 1 }, { ids: 1 }]);
  const wanted = { wanted: 1, n_missing: 0 };
  expect((await ask(both, ...filter, '--missing-from', 'a', '--by', 'id')).facts).toMatchObject(wanted);
  expect((await ask(both, ...filter, '--missing-from', 'b', '--by', 'id')).facts).toMatchObject(wanted);
  const counts = ['events', 'a', 'b'].map((table) => `(select count(*) from ${table}) as ${table}`);
  expect((await ask(both, ...filter, '--sql', `select ${counts}`)).facts).toMatchObject({ events: 1, a: 1, b: 1 });
});

it('a field that one of the logs lacks, or none has as a number, is told with its name', async () => {
  const logs = ['app=a.jsonl', 'edge=edge.log'];
  expect((await ask(logs, '--ladder', '/(x\\d)/', '-w', 'method = POST')).say).toContain(
    '; no event of app has method',
  );
  expect((await ask(logs, '--skew', 'id')).say).toBe('the clocks cannot be compared: none of 2 events of edge has id');
  const { evidence } = await ask(both, '--skew', 'id', '--stamps', 'end', '--duration', 'id:s');
  const told = (name: string) => ({
    source: 'reading',
    text: `the first lines of ${name} have no number in the field "id", which is to say how long each took`,
  });
  expect(evidence).toEqual(expect.arrayContaining([told('a.jsonl'), told('b.jsonl')]));
});

it('ids are looked for in the lines that pass the filter, not in others', async () => {
  expect((await ask(['a.jsonl'], '-m', 'x1', '--missing', 'x1,x2')).facts.missing).toEqual(['x2']);
});

it('a source and files that have a name are several logs, and the line that repeats it names them all', async () => {
  const { facts, command } = await ask(['b=b.jsonl'], '--source', 'source.yaml', '--ladder', 'id');
  expect(facts.rows).toMatchObject([{ hop: 'b' }, { hop: 'source.yaml', lost: ['x3'] }]);
  expect(command).toBe(`causebook check log b=${folder}/b.jsonl --ladder id --source ${folder}/source.yaml`);
});

it('a question over one log is not answered from one of several', async () => {
  const ran = await program.run(['check', 'log', ...both, '--top', 'id'], { cwd: folder });
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ran.stderr).toContain(
    'causebook: this question is asked of one log, and there are 2: a, b. Leave the names out',
  );
});

it('a dry run of a store shows the request as a line that anyone could send, its credentials as variables', async () => {
  const ran = await program.run(['check', 'log', '--source', 'store.yaml', '--match', 'x1', '--dry-run'], {
    cwd: folder,
    env: { TOKEN: 'tok3n' },
  });
  expect(ran.stdout).toMatch(
    /query {7}curl --silent --header "Authorization: Bearer \$TOKEN" --get --data-urlencode 'query=\{app="crm"\} \|= "x1"'/,
  );
  expect(ran.stdout).not.toContain('tok3n');
});
