/** Writes a lead for people, `20 dB`: whole decibans reached, so that 9.6 never reads as the 10 that settle. */
export function decibans(db: number): string {
  return `${Math.floor(db) + 0} dB`;
}

/** Writes what a fact weighs for people, to the nearest whole: `+21 dB`, `−5 dB` (U+2212). */
export function signedDecibans(db: number): string {
  const whole = Math.round(db) + 0;
  return `${whole > 0 ? '+' : whole < 0 ? '−' : '±'}${Math.abs(whole)} dB`;
}

/** The smallest change of weight that people notice (I. J. Good); facts below it are counted, not listed. */
export const audibleDb = 1;
