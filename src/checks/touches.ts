import { type DatabaseSource, entryOf, type SourceCatalog, type TableUse, toTableUse } from '../logs/source.ts';
import { storeOf } from '../logs/stores/store-of.ts';
import { renderShell } from '../shell.ts';
import type { Reading, Touch } from './check.ts';
import { renderUrl } from './http/secrets.ts';
import { describePlace } from './sql/postgres/describe-place.ts';

/** What reading these sources touches: their files, commands and stores, and for a view those of the sources under it. */
export function touchesOfSources(reads: readonly Reading[], sources: SourceCatalog): readonly Touch[] {
  const touches = [...new Set(reads.map(({ id }) => id))].flatMap((id) => touchesOf(toTableUse(id), sources));
  return touches.filter((one, index) => touches.findIndex(({ text }) => text === one.text) === index);
}

/** Files that are read, those that were not given left out. */
export function fileTouches(...names: readonly (string | undefined)[]): readonly Touch[] {
  return names.flatMap((text): readonly Touch[] => (text === undefined ? [] : [{ what: 'file', text, writes: false }]));
}

/** The server that is asked, or the files that are its tables. */
export function databaseTouches({ postgres, files = {} }: DatabaseSource): readonly Touch[] {
  return [
    ...(postgres === undefined ? [] : [{ what: 'query' as const, text: describePlace(postgres), writes: false }]),
    ...fileTouches(...Object.values(files), postgres?.ca),
  ];
}

function touchesOf(use: TableUse, sources: SourceCatalog): readonly Touch[] {
  const entry = entryOf(sources, use);
  switch (entry.kind) {
    case 'log': {
      const { files = [], command } = entry.log;
      const store = storeOf(entry.log);
      return [
        ...fileTouches(...[files].flat()),
        ...(command === undefined ? [] : [{ what: 'command' as const, text: renderShell(command), writes: false }]),
        ...Object.entries(store ?? {}).map(([name, { url }]) => ({
          what: 'query' as const,
          text: `${name} ${URL.canParse(url) ? renderUrl(new URL(url)) : url}`,
          writes: false,
        })),
      ];
    }
    case 'config':
      return fileTouches(entry.config.file);
    case 'database':
      return databaseTouches(entry.database);
    case 'view':
      return entry.from.flatMap((one) => touchesOf(one, sources));
    case 'metrics': {
      const { url } = entry.metrics.prometheus;
      const shown = URL.canParse(url) ? renderUrl(new URL(url)) : url;
      return [{ what: 'query', text: `prometheus ${shown}`, writes: false }];
    }
    case 'manual':
      return [];
  }
}
