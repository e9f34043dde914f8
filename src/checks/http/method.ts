import { toCurlStep } from './curl/to-parameters.ts';
import type { Parameters } from './parameters.ts';

/** What of a step says which method is sent. */
type Sent = Partial<Pick<Parameters, 'curl' | 'method' | 'body' | 'body_file' | 'json' | 'form' | 'safe'>>;

/** RFC 9110 9.2.1: methods that ask for no change. */
export function isSafeMethod(method: string): boolean {
  return ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'REPORT', 'QUERY'].includes(method);
}

/** The method that a step sends: what it says, or POST where there is a body, as curl does. */
export function methodOf(given: Sent): string {
  if (given.curl !== undefined) return String(toCurlStep(given.curl).parameters.method ?? 'GET');
  const hasBody = [given.body, given.body_file, given.json, given.form].some((body) => body !== undefined);
  return given.method ?? (hasBody ? 'POST' : 'GET');
}

/** Whether what a step sends may change something: its method asks for it, and it does not say `safe`. */
export function mayChange(given: Sent): boolean {
  return given.safe !== true && !isSafeMethod(methodOf(given));
}
