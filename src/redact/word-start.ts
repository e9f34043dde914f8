/** The source of a pattern: not inside a word; what is escaped before it (`%3D`, `\n`, `\u003d`) is none of it. */
export const wordStart = String.raw`(?<![A-Za-z0-9](?<!%[0-9A-Fa-f]{2}|\\[nrt]|\\u[0-9A-Fa-f]{4}))`;
