/** Ends a sentence with a full stop, unless it has an end of its own. */
export function endSentence(text: string): string {
  return /[.?!:…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** Takes the full stop off a sentence that goes on. */
export function openSentence(text: string): string {
  return text.trim().replace(/(?<!\.)\.$/, '');
}
