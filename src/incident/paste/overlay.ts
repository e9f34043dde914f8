import path from 'node:path';
import { describeFile, type EvidenceFolder } from '../../logs/evidence-folder.ts';
import type { Runbook } from '../../runbook/schema.ts';
import type { Pasted } from '../events.ts';
import { globsOf } from './readers.ts';

/**
 * An evidence folder in which pasted texts stand for the files of their sources: whoever asks for one of a source's globs
 * gets what was pasted for it, all of it and nothing else. What was pasted is asked for anew each time, so that undo counts.
 */
export function overlayPasted(
  folder: EvidenceFolder,
  of: {
    readonly home: string;
    readonly runbook: Runbook;
    readonly pasted: () => readonly Pick<Pasted, 'source' | 'file'>[];
  },
): EvidenceFolder {
  const describe = (file: string) => describeFile(path.resolve(of.home, file), file);
  return {
    ...folder,
    pastedFor: (source) =>
      Promise.all(of.pasted().flatMap((pasted) => (pasted.source === source ? [describe(pasted.file)] : []))),
    pathOf: (name) => {
      const isPasted = of.pasted().some(({ file }) => file === name);
      return isPasted || folder.path === undefined ? path.resolve(of.home, name) : path.join(folder.path, name);
    },
    files: async (globs) => {
      const wanted = [globs].flat();
      const sources = of.runbook.sources.filter((source) => globsOf(source).some((glob) => wanted.includes(glob)));
      const all = of.pasted().filter(({ source }) => sources.some(({ id }) => id === source));
      const isSettings = (source: string) => sources.some(({ id, config }) => id === source && config !== undefined);
      // Logs add up; of settings the newest text counts alone.
      const pasted = all.filter(
        ({ source }, index) => !isSettings(source) || all.findLastIndex((one) => one.source === source) === index,
      );
      const covered = sources.filter(({ id }) => pasted.some(({ source }) => source === id)).flatMap(globsOf);
      const rest = wanted.filter((glob) => !covered.includes(glob));
      const own = rest.length === 0 ? [] : await folder.files(rest);
      return [...own, ...(await Promise.all(pasted.map(({ file }) => describe(file))))];
    },
  };
}
