/** Writes points of evidence for people: whole decibans, `21 dB`. */
export function decibans(db: number): string {
  return `${Math.round(db) + 0} dB`;
}

/** The same with its sign, `+21 dB` or `−5 dB` (U+2212). */
export function signedDecibans(db: number): string {
  const whole = Math.round(db) + 0;
  return `${whole > 0 ? '+' : whole < 0 ? '−' : '±'}${Math.abs(whole)} dB`;
}
