import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bindSql,
  expressionNamesInput,
  expressionsIn,
  fillDeep,
  fillTemplate,
  fillText,
  namesInput,
} from '../../src/runbook/templates.ts';

const bindings = {
  inputs: { id: 'CUST_1', n: 3, on: true },
  result: { gap: 1999.99987, none: null, list: [1, null, 'x'], map: { a: 1 }, money: '$&$1' },
};

test.each<[string, string]>([
  ['no template at all', 'no template at all'],
  ['${{ inputs.id }}', 'CUST_1'],
  ['for ${{ inputs.id }}, ${{inputs.n}} times', 'for CUST_1, 3 times'],
  ['${{ result.gap }} ms', '2000 ms'],
  ['${{ result.none }} ms', 'not recorded ms'],
  ['seen at ${{ result.list }}', 'seen at 1, not recorded, x'],
  ['${{ result.map }}', '{"a":1}'],
  ['${{ {"n": 1} }}', '{"n":1}'],
  ['${{ inputs.on ? "on" : "off" }}', 'on'],
  ['costs ${{ result.money }}', 'costs $&$1'],
  ['${{\n  inputs.n + 1\n}}', '4'],
  ['$ {{ inputs.n }} and ${ inputs.n }', '$ {{ inputs.n }} and ${ inputs.n }'],
])('%j fills to %j', (text, filled) => {
  expect(fillText(text, bindings)).toBe(filled);
});

test('a text that is one template keeps the type of its value; any text around it makes it text', () => {
  expect(fillTemplate('${{ inputs.n }}', bindings)).toBe(3);
  expect(fillTemplate(' ${{ inputs.on }}\n', bindings)).toBe(true);
  expect(fillTemplate('${{ result.none }}', bindings)).toBeNull();
  expect(fillTemplate('${{ result.list }}', bindings)).toEqual([1, null, 'x']);
  expect(fillTemplate('n=${{ inputs.n }}', bindings)).toBe('n=3');
  expect(fillTemplate('${{ inputs.n }}/{{unique}}', bindings)).toBe('3/{{unique}}');
  expect(fillTemplate('${{ inputs.n }}${{ inputs.n }}', bindings)).toBe('33');
});

test('templates are filled however deep they lie, and what is none stays as it is', () => {
  const given = { url: '${{ inputs.id }}', list: [{ n: '${{ inputs.n }}' }, 7, null, true], plain: 'x' };
  expect(fillDeep(given, bindings)).toEqual({ url: 'CUST_1', list: [{ n: 3 }, 7, null, true], plain: 'x' });
});

test('the expressions of a text are found in order', () => {
  expect(expressionsIn('a ${{ inputs.id }} b ${{inputs.n + 1}}')).toEqual(['inputs.id', 'inputs.n + 1']);
});

test('an input is named by a template only, and by its whole name', () => {
  expect(namesInput({ a: ['x', { b: '${{ inputs.id }}' }] }, 'id')).toBe(true);
  expect(namesInput(['${{ inputs.id_2 }}', 'inputs.id', '${{ myinputs.id }}'], 'id')).toBe(false);
  expect(expressionNamesInput('inputs.id == "" || inputs.n > 1', 'n')).toBe(true);
});

test('values are bound to SQL by number, with their type', () => {
  expect(
    bindSql('select * from t where a = ${{ inputs.id }} and b > ${{ inputs.n }} and c is ${{ result.none }}', bindings),
  ).toEqual({
    text: 'select * from t where a = $1 and b > $2 and c is $3',
    values: ['CUST_1', 3, null],
  });
});

test('no value ever becomes part of the SQL', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constant("'; drop table t; --"), fc.constant('${{ inputs.id }}'), fc.constant('$1$&')),
      (id) => {
        const bound = bindSql('select ${{ inputs.id }}, ${{ inputs.id }}', { inputs: { id } });
        expect(bound).toEqual({ text: 'select $1, $2', values: [id, id] });
      },
    ),
  );
});

test('a value that looks like a template is not filled again', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value = `\${{ inputs.secret }}${text}`;
      expect(fillText('<${{ inputs.id }}>', { inputs: { id: value, secret: 'out' } })).toBe(`<${value}>`);
    }),
  );
});
