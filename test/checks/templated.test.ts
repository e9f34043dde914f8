import { expect, test } from 'vitest';
import { z } from 'zod';
import { templated } from '../../src/checks/templated.ts';

const port = templated(z.int().min(1).max(65_535));

test.each([443, '${{ inputs.port }}', 'a ${{ inputs.a }} b ${{\ninputs.b }}'])(
  '%j is a value or will become one',
  (given) => {
    expect(port.parse(given)).toBe(given);
  },
);

test.each([0, '443', '${ inputs.port }', '${{ inputs.port }', ''])('%j is neither', (given) => {
  expect(port.safeParse(given).success).toBe(false);
});
