import path from 'node:path';

/** What a program may know of where it runs; everything else in the environment is none of its business. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|SSH_AUTH_SOCK|KUBECONFIG|SYSTEMROOT|APPDATA|USERPROFILE)$/i;

/**
 * The part of an environment that a program gets: where things are and which language is spoken, and the variables in `names`. Programs
 * are found in absolute folders of the PATH alone, never in whatever folder the program runs in.
 */
export function cleanEnvironment(
  environment: { readonly [name: string]: string | undefined },
  names: readonly string[],
): { readonly [name: string]: string } {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      if (value === undefined || !(passedOn.test(name) || names.includes(name))) return [];
      return [[name, name === 'PATH' ? withoutRelative(value) : value]];
    }),
  );
}

function withoutRelative(list: string): string {
  return list
    .split(path.delimiter)
    .filter((folder) => path.isAbsolute(folder))
    .join(path.delimiter);
}
