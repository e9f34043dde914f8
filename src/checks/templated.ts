import { z } from 'zod';

/** A text that holds at least one `${{ … }}`. */
const template = z
  .string()
  // Aborted, so that what is no template is told by what is wrong with it as itself.
  .regex(/\$\{\{[\s\S]*?\}\}/, { abort: true })
  .meta({ description: 'A template: ${{ CEL expression }}' });

/**
 * The schema of a value that a runbook may write as itself or as a template. After the templates have been filled in,
 * what is left must be the value itself, so that a check never sees a template.
 */
export function templated<S extends z.ZodType>(schema: S): z.ZodUnion<readonly [S, z.ZodType<z.output<S>, string>]> {
  return z.union([schema, template as unknown as z.ZodType<z.output<S>, string>], {
    // What is wrong with it as itself says more than that it is neither.
    error: (issue) => (issue.code === 'invalid_union' ? issue.errors[0]?.[0]?.message : undefined),
  });
}
