import { messageOf, UserError } from '../errors.ts';

/**
 * Compiles a regular expression that people wrote, in the syntax that ripgrep, RE2 and JavaScript share. Look-around and
 * back-references are refused: they cannot run in linear time. A leading `(?i)`, `(?s)` or `(?m)` counts for all of it. Throws
 * a `UserError` that says what is wrong.
 */
export function compileRegex(source: string, flags = ''): RegExp {
  if (/(?<!\\)(?:\\\\)*\(\?(?:<?[=!])/.test(source) || /(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(source)) {
    throw new UserError({
      message: `the regular expression ${source} looks around or refers back`,
      hint: 'Such patterns may run for ever and are refused: say it without (?=…), (?<=…) and \\1.',
    });
  }
  const inline = /^\(\?([ims]+)\)/.exec(source);
  const body = inline === null ? source : source.slice(inline[0].length);
  try {
    // RE2 and Rust write a named group (?P<name>…).
    return new RegExp(body.replaceAll('(?P<', '(?<'), [...new Set(flags + (inline?.[1] ?? ''))].join(''));
  } catch (cause) {
    throw new UserError(
      {
        message: `the regular expression ${source} cannot be read: ${messageOf(cause).replace(/^Invalid regular expression: /, '')}`,
        hint: 'Check its brackets and escapes.',
      },
      { cause },
    );
  }
}
