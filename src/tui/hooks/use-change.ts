import { useEffect, useRef } from 'react';

/** Calls back after a frame has been drawn with another value than the last one. */
export function useChange(value: unknown, onChange: () => void): void {
  const before = useRef(value);
  useEffect(() => {
    if (before.current === value) return;
    before.current = value;
    onChange();
  });
}
