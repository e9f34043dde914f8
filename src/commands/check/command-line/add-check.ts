import type { Command } from 'commander';
import type { Globals } from '../../globals.ts';

/** Puts the command of one kind of check on the command line; `check` gives it the options that every kind has. */
export type AddCheck = (check: (name: string, description: string) => Command, globals: () => Globals) => Command;
