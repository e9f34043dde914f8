/**
 * The memory of the typed arrays in a state, as long as each has one of its own. Sent along with the state it changes hands; otherwise it
 * would be copied twice, once to be sent and once where it arrives.
 */
export function buffersOf(state: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      const { buffer, byteLength } = value;
      // What threads share already, and parts of Node's pool, stay where they are.
      if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && !Buffer.isBuffer(value))
        found.add(buffer);
    } else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      for (const inner of Object.values(value)) look(inner);
    }
  };
  look(state);
  return [...found];
}
