import type { ThemeName } from '../tui/looks.ts';

/** What the whole command line knows: colours, the version, the sha256 of the code, and the folder it is installed in. */
export type Globals = {
  readonly color: boolean;
  /** The theme that was asked for by name. */
  readonly theme?: ThemeName;
  readonly version: string;
  readonly build: string;
  readonly packageRoot: string;
};
