/** How the text of a group becomes several fields. */
export type PartKind = {
  /** The fields it makes of a group, always the same; undefined where the text itself names them. */
  readonly makes: (group: string) => readonly string[] | undefined;
  /** Whether a value stands in the line as it is read, but for the blanks in it and for what a backslash escapes. */
  readonly isLiteral: boolean;
  readonly split: (text: string, into: Into) => void;
  /** A way to split that may leave out the fields that are not wanted, where that is shorter. */
  readonly splitFor?: (isWanted: (name: string) => boolean) => PartKind['split'];
};

/** Where the fields go; a value that is put again replaces the one before. */
export type Into = {
  readonly group: string;
  readonly put: (name: string, value: unknown) => void;
  /** Whether a text means that there is no value. */
  readonly isAbsent: (text: string) => boolean;
};
