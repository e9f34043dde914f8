import { createHash } from 'node:crypto';
import { asUtf8, byteForms } from './byte-forms.ts';
import { asIs, distinct, type Form } from './form.ts';
import { formForms } from './form-forms.ts';
import { jsonForms } from './json-forms.ts';
import { keyOrders } from './key-orders.ts';
import { lineEndForms } from './line-end-forms.ts';
import { textForms } from './text-forms.ts';

/** The bodies that may have been signed in place of the one that is there. */
export function bodyForms(body: Buffer): readonly Form<Buffer>[] {
  return distinct([asIs(body), ...candidates(body)], (value) => createHash('sha256').update(value).digest('base64'));
}

function* candidates(body: Buffer): Generator<Form<Buffer>> {
  const text = asUtf8(body);
  if (text !== undefined) {
    const plain = text.replace(/^\ufeff/, '');
    yield* toBytes(lineEndForms(text));
    yield* toBytes(jsonForms(plain));
    yield* toBytes(textForms(text));
    yield* formForms(body, text);
    yield* toBytes(keyOrders(plain));
  }
  yield* byteForms(body);
  if (text === undefined) return;
  // What is wrapped or escaped was often laid out otherwise too.
  yield* toBytes(twice(text));
}

function* toBytes(forms: Iterable<Form<string>>): Generator<Form<Buffer>> {
  for (const form of forms) yield { ...form, value: Buffer.from(form.value, 'utf8') };
}

function* twice(text: string): Generator<Form<string>> {
  if (text.length > 64 * 1024) return;
  for (const outer of textForms(text)) {
    if (outer.cause === 'body-whitespace' || outer.cost > 1) continue;
    for (const inner of [outer.value.trim(), `${outer.value}\n`])
      if (inner !== outer.value)
        yield { ...outer, value: inner, cost: 2, words: `${outer.words}; and the line end at the end differs too` };
  }
}
