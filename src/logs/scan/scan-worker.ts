import { parentPort, workerData } from 'node:worker_threads';
import { lowerThread } from '../../child/give-way.ts';
import { messageOf } from '../../errors.ts';
import { buffersOf } from './buffers-of.ts';
import type { FromScanner, ScannerData, ToScanner } from './scan-job.ts';
import { createScanner, type Scanner } from './scanner.ts';

/** The thread's side of a scan: it does what it is told, in order. */
let scanner: Scanner | undefined;

if ((workerData as ScannerData).givesWay) lowerThread();

const say = (message: FromScanner, handedOver: ArrayBuffer[] = []) => parentPort?.postMessage(message, handedOver);

parentPort?.on('message', (message: ToScanner) => {
  try {
    if (message.type === 'start') scanner = createScanner(message.start);
    else if (message.type === 'finish') {
      const state = scanner?.finish();
      say({ type: 'gathered', state }, buffersOf(state));
    } else if (scanner !== undefined) {
      const { bytes, lines, counts, problem } = scanner.scan(message);
      // Without its method, the span can be sent.
      const { add: _, ...span } = counts.span as typeof counts.span & { readonly add?: unknown };
      say({ type: 'scanned', part: message.part, bytes, lines, counts: { ...counts, span }, problem });
    }
  } catch (cause) {
    say({ type: 'failed', message: messageOf(cause), code: (cause as NodeJS.ErrnoException).code });
  }
});
