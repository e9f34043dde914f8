import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { $ } from 'zx/core';
import type { Job } from './job.ts';

/**
 * Evaluates a script and calls what it exports by default; resolves to what that gives. It is the text that was approved that runs, not
 * what lies in the file by now; it may import Node's own modules and zx and no other file, of which nobody would have seen the text.
 */
export async function runModule(job: Job, signal: AbortSignal): Promise<unknown> {
  const { inputs, window, evidence } = job;
  const { href } = pathToFileURL(job.path);
  const module = new vm.SourceTextModule(job.text, {
    identifier: href,
    initializeImportMeta: (meta) => {
      Object.assign(meta, {
        url: href,
        filename: job.path,
        dirname: path.dirname(job.path),
      });
    },
    importModuleDynamically: async (specifier) => {
      const imported = await wrap(specifier);
      await imported.link(() => {
        throw new Error('a module that is there already links nothing');
      });
      await imported.evaluate();
      return imported;
    },
  });
  await module.link(wrap);
  await module.evaluate();
  const { default: main } = module.namespace as { readonly default?: unknown };
  if (typeof main !== 'function') throw new Error('it exports no function by default');
  return main({
    inputs,
    window: window === null ? undefined : { from: new Date(window.fromMs), to: new Date(window.toMs) },
    evidence: evidence ?? undefined,
    signal,
    $: $({ signal }),
  });
}

async function wrap(specifier: string): Promise<vm.Module> {
  const exported = await load(specifier);
  const names = Object.keys(exported);
  return new vm.SyntheticModule(names, function setAll(this: vm.SyntheticModule) {
    for (const name of names) this.setExport(name, exported[name]);
  });
}

async function load(specifier: string): Promise<Record<string, unknown>> {
  if (isBuiltin(specifier)) return import(specifier);
  // All of zx takes longer to load than `$` alone.
  if (specifier === 'zx') return import('zx');
  if (specifier === 'zx/core') return import('zx/core');
  throw Object.assign(new Error(`it may import zx and Node's own modules, and "${specifier}" is neither`), {
    specifier,
  });
}
