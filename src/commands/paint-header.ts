import { toVisible } from '../redact/visible.ts';

/**
 * Opens the alternate screen and paints the header before the screen's code has been loaded, so that something shows at
 * once. The cursor ends at home: the first frame goes over it. The result takes it all back.
 */
export function paintHeader(stdout: NodeJS.WriteStream, title: string): () => void {
  const header = ` causebook  ${toVisible(title)}`.slice(0, Math.max(0, stdout.columns - 1));
  stdout.write(`\u001b[?1049h\u001b[H\u001b[2J${header}\u001b[H`);
  return () => {
    stdout.write('\u001b[?1049l');
  };
}
