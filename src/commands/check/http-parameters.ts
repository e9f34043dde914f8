import { parameters } from '../../checks/http/parameters.ts';
import { UserError } from '../../errors.ts';

/** The flag that gives a parameter, where it is not the parameter with dashes. */
const flags: { readonly [key: string]: string } = {
  headers: '--header',
  json: '--json-body',
  ca: '--cacert',
  max_redirects: '--max-redirs',
  captures: '--capture',
  basic: '--user with --password-env',
  retry: '--retry',
  expect: '--expect',
};

/** Throws what is wrong with parameters as a `UserError` that names the flags they came from. */
export function assertParameters(given: object): void {
  const parsed = parameters.safeParse(given);
  if (parsed.success) return;
  throw new UserError(
    parsed.error.issues.map((issue) => {
      const { path } = issue;
      // Of a value that may be a template too, what is wrong with the value itself is told.
      const message = (issue.code === 'invalid_union' ? issue.errors[0]?.[0]?.message : undefined) ?? issue.message;
      const [key, ...inner] = path.map(String);
      if (key === undefined) return { message };
      const flag = key === 'url' ? 'the URL' : (flags[key] ?? `--${key.replaceAll('_', '-')}`);
      return { message: `${[flag, ...inner].join(' ')}: ${message}` };
    }),
  );
}
