/** What a terminal obeys, and what hides text or turns it round; a line break is neither. */
export const raw =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]|\p{Bidi_Control}|[\u00ad\u200b\u2028\u2029\u2060-\u206f\ufeff\u180e\ufff9-\ufffb\u3164]|\u034f|[\u{e0000}-\u{e0fff}\u{1d173}-\u{1d17a}]|[A-Za-z][\u200c\u200d][A-Za-z]/u;

/** What came to a terminal without what the screen itself sends: modes, colours, the cursor, erasing of rows, and the line discipline's \r. */
export function withoutOwn(bytes: string): string {
  return bytes.replace(own, '').replace(/\^C/g, '');
}

const own =
  /\u001b\[(?:\?(?:7|25|1004|1007|1049|2004|2026|u)[hlrs]|\?2026\$p|\?u|[<>=]\d*u|[0-9;]*m|\d*[ABCDEG]|[0-9;]*H|[02]?[JK]|0?c)|\r/g;
