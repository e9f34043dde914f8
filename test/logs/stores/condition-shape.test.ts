import { expect, test } from 'vitest';
import { parseCondition } from '../../../src/logs/condition.ts';
import { shapeOf } from '../../../src/logs/stores/condition-shape.ts';

test('what is ordered by digits that no double has is not left to a store, which may round them', () => {
  expect(shapeOf(parseCondition('id > 9007199254740993'))).toBeUndefined();
  expect(shapeOf(parseCondition('id > 9007199254740991'))).toMatchObject({ value: 9007199254740991 });
});
