import { openEvidenceFolder } from '../../src/logs/evidence-folder.ts';
import type { Filter } from '../../src/logs/filter.ts';
import { knowFormats } from '../../src/logs/formats/known-formats.ts';
import { gather, type LogReading } from '../../src/logs/gather/gather.ts';
import type { Room } from '../../src/logs/gather/kept-lines.ts';
import { createNames } from '../../src/logs/gather/places.ts';
import { defaultSizes, type Sizes } from '../../src/logs/gather/sizes.ts';
import { type TableSpec, type TableState, toRow } from '../../src/logs/tables/table-question.ts';

/** Every file in threads, everything searched, or all streamed: the same answer is wanted of each. */
export const ways = {
  stream: { search: 1e12, rare: 1, scan: 1e12, bisect: 1e12, part: 8192 },
  search: { search: 0, rare: 1, scan: 1e12, bisect: 1e12, part: 8192 },
  scan: { search: 1e12, rare: 1, scan: 0, bisect: 1e12, part: 512 },
  bisect: { search: 1e12, rare: 1, scan: 1e12, bisect: 0, part: 8192 },
} as const satisfies { readonly [way: string]: Sizes };

/** Gathers the events of all files of a folder as rows, in the order of their references, with what was read. */
export async function gatherRows(
  folder: string,
  options: {
    readonly log?: LogReading;
    readonly filter?: Partial<Filter>;
    readonly sizes?: Sizes;
    readonly signal?: AbortSignal;
    readonly glob?: string;
    readonly room?: Room;
  } = {},
) {
  const signal = options.signal ?? new AbortController().signal;
  const spec: TableSpec = { kind: 'table', columns: {}, isOpen: true, only: undefined, raw: true, folder };
  const { state, report, strayRefs, places } = await gather({
    files: await (await openEvidenceFolder(folder)).files(options.glob ?? '*'),
    log: options.log ?? {},
    known: knowFormats(),
    filter: { texts: [], regex: undefined, where: [], window: undefined, ...options.filter },
    spec,
    signal,
    sizes: options.sizes ?? defaultSizes,
    room: options.room,
  });
  const { events } = state as TableState;
  const names = createNames(places.namings());
  const named = events
    .map(
      (event): Row => ({
        ...(toRow(event, spec) as Row),
        name: names(event.part, event.line),
        order: event.part + event.line / 1e6,
      }),
    )
    .sort((a, b) => a.order - b.order);
  const strays = await places.resolve(strayRefs, signal);
  return { rows: named, report, strays, strayRefs, places, signal };
}

type Row = {
  readonly order: number;
  readonly name: string;
  readonly ts: number;
  readonly start_ms: number;
  readonly end_ms: number;
  readonly resolution_ms: number;
  readonly _raw: string;
};
