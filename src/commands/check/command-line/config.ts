import type { AddCheck } from './add-check.ts';

/** `check config`. */
export const addConfig: AddCheck = (check) =>
  check('config', 'read the settings of a .env, YAML or JSON file')
    .argument('<file>')
    .argument('[settings...]')
    .action(async (file, settings, flags) => (await import('../config.ts')).checkConfig(file, settings, flags));
