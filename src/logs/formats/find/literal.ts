import { escapeRegex } from '../../escape-regex.ts';

/**
 * A value as a regular expression that RE2, Rust and JavaScript read alike; undefined for what a line cannot hold as it is:
 * nothing, control characters, what is no text of its own (half a character, or what stands for a broken byte).
 */
export function literal(value: string): string | undefined {
  if (value === '' || /[\p{Cc}\p{Cs}\ufffd]/u.test(value)) return undefined;
  return escapeRegex(value);
}
