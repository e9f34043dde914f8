/** What a screen asks of the machine that it runs on. */
export type Outside = {
  /** Copies a text and resolves to where it went, in words that end a sentence. */
  readonly copy: (text: string) => Promise<string>;
  /** Shows a text in the person's pager; the terminal is theirs until the promise resolves. `name` is what they see it called. */
  readonly view: (name: string, text: string) => Promise<void>;
  /** Stops the program as ctrl-Z does; resolves when the shell lets it go on. */
  readonly stop: () => Promise<void>;
};
