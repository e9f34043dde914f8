import { defineCheck } from './check.ts';
import { type Parameters, parameters } from './config/parameters.ts';
import { readingsOfConfig } from './config/readings.ts';
import { touchesOfSources } from './touches.ts';

/**
 * Reads a settings file of the evidence folder, holds settings against what is expected of them, and judges a retry policy. Facts: `settings`
 * (every value by its flat name), `found` (the names, in the order of the file), each name of the parameter `settings` by itself,
 * `expected`, `retry`, `findings` and `timing`. What looks secret is `***` everywhere. It never runs what it reads.
 */
export const config = defineCheck<Parameters>({
  kind: 'config',
  summary: 'Reads a settings file (.env, YAML, JSON, TOML, INI, properties, JavaScript) and judges a retry policy',
  parameters,
  facts: 'open',
  timeoutMs: 30_000,
  reads: readingsOfConfig,
  touches: (given, sources) => touchesOfSources(readingsOfConfig(given), sources),
  run: async (given, context) => (await import('./config/run.ts')).runConfig(given, context),
});
