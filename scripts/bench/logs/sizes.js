const units = { '': 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads a size as people write it (`50MB`, `1 GB`), in bytes. */
export function parseSize(text) {
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMG]B)?\s*$/i.exec(String(text)) ?? [];
  if (number === undefined) throw new Error(`"${text}" is not a size; write it like 250MB or 1GB`);
  return Math.round(Number(number) * units[(unit ?? '').toUpperCase()]);
}

/** Bytes as people read them: `1.2 GB`, `85 MB`. */
export function renderBytes(bytes) {
  return bytes >= 1e9 ? `${trim(bytes / 1e9, 2)} GB` : `${trim(bytes / 1e6, bytes < 1e7 ? 1 : 0)} MB`;
}

const trim = (number, digits) => String(Number(number.toFixed(digits)));
