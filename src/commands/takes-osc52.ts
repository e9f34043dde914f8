/** Whether a terminal takes text to copy (OSC 52). Not the Linux console, not macOS's Terminal; GNU screen swallows it. */
export function takesOsc52(env: { readonly [name: string]: string | undefined }): boolean {
  const { TERM, STY, TERM_PROGRAM } = env;
  return TERM !== 'linux' && (STY ?? '') === '' && TERM_PROGRAM !== 'Apple_Terminal';
}
