import { closeSync, openSync, writeSync } from 'node:fs';

/** Writes lines to a file through one buffer of 1 MB; `bytes` is what was written so far. */
export function createWriter(file) {
  const descriptor = openSync(file, 'w');
  const buffer = Buffer.allocUnsafe(1 << 20);
  const room = 8192;
  let used = 0;
  let flushed = 0;
  const flush = () => {
    for (let at = 0; at < used; ) at += writeSync(descriptor, buffer, at, used - at);
    flushed += used;
    used = 0;
  };
  const make = (write) => (line) => {
    used += write(line);
    if (used > buffer.length - room) flush();
  };
  return {
    /** A line shorter than 8 kB of ASCII characters alone: faster. */
    ascii: make((line) => buffer.latin1Write(line, used)),
    utf8: make((line) => buffer.utf8Write(line, used)),
    bytes: () => flushed + used,
    close: () => {
      flush();
      closeSync(descriptor);
    },
  };
}
