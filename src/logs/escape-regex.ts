/** A text as the regular expression that finds it alone, for JavaScript, RE2 and Rust. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
