import { isSecretName } from '../../redact/secret-name.ts';
import type { Touch } from '../check.ts';
import { hidden } from '../config/secret-name.ts';
import { hideSecrets, renderUrl, secretsOf } from '../http/secrets.ts';
import { testMark } from '../test-target.ts';
import { fileTouches } from '../touches.ts';
import type { ReproduceParameters } from './parameters.ts';
import { decodeMark, type Part, partWords, planParts } from './plan.ts';
import { showKey } from './show-key.ts';

/** What a replay would send, part by part: how often, where, with which key and body. */
export function touchesOfReplay(given: ReproduceParameters): readonly Touch[] {
  const url = new URL(given.target);
  const request = { url, method: 'POST', headers: given.headers, body: given.body, ca: undefined, maxBytes: 0 };
  const secrets = secretsOf(request);
  const parts = planParts(given, { key: () => newKey, unique: () => '{{unique}}' });
  const touches = [
    ...fileTouches(given.request, given.ca),
    ...parts.flatMap((part, index): readonly Touch[] => [
      ...countTouch(given),
      { what: 'request', text: tellRequest({ given, part, isFirst: index === 0 }), writes: true },
    ]),
    ...countTouch(given),
  ];
  const shown = touches.filter(
    (one, index) => one.writes || touches.findIndex(({ text }) => text === one.text) === index,
  );
  return hideSecrets(shown, secrets);
}

const newKey = 'causebook-test-<new>';
const maxBody = 500;

function tellRequest(of: {
  readonly given: ReproduceParameters;
  readonly part: Part;
  readonly isFirst: boolean;
}): string {
  const { given, part, isFirst } = of;
  const method = given.method ?? (given.request === undefined ? 'POST' : 'the method of the file');
  const where = decodeMark(renderUrl(new URL(given.target)));
  const headers = [...Object.entries(given.headers), [testMark.name, testMark.value] as const].map(
    ([name, value]) => `${name}: ${isSecretName(name) ? hidden : value}`,
  );
  const key = part.key === undefined ? [] : [`${given.key_header}: ${showKey(part.key, given.key_header)}`];
  const body =
    part.body === 'given'
      ? tellBody(given.body, given.body_file ?? given.request)
      : tellBody(given.other_body, given.other_body_file);
  const times = part.times === 1 ? '1 time' : `${part.times} times`;
  const rest = isFirst
    ? [...headers, body]
    : part.body === 'given'
      ? ['headers and body as above']
      : ['headers as above', body];
  return [`${method} ${where}, ${times}, ${partWords[part.name]}`, ...key, ...rest].join('; ');
}

function tellBody(text: string | undefined, file: string | undefined): string {
  if (text === undefined) return file === undefined ? 'no body' : `body: that of ${file}`;
  return `body: ${text.length > maxBody ? `${text.slice(0, maxBody)} … (${text.length} characters)` : text}`;
}

function countTouch({ effects }: ReproduceParameters): readonly Touch[] {
  if (effects === undefined) return [];
  return [
    {
      what: 'request',
      text: `GET ${decodeMark(renderUrl(new URL(effects.get)))} (counts before and after)`,
      writes: false,
    },
  ];
}
