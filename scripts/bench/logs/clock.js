// The time that the data spans: the same for every size, so that a larger file is that of a busier server.

/** The first instant, and how long the data lasts: 26.5 hours within one month. */
export const beginMs = Date.UTC(2025, 10, 20, 6);
export const spanMs = 26.5 * 3_600_000;

/** Ten minutes in the middle, which the window rows ask for. */
export const windowFrom = Date.UTC(2025, 10, 20, 18);
export const windowTo = windowFrom + 600_000;

/** `2025-11-20T18:00` */
export const toMinute = (ms) => new Date(ms).toISOString().slice(0, 16);

/** `20/Nov/2025:18:00:00` */
export function toAccessStamp(ms) {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(8, 10)}/Nov/${iso.slice(0, 4)}:${iso.slice(11, 19)}`;
}
