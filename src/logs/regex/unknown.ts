/** A piece of a regular expression that other engines know, and JavaScript reads as something else; `hint` says how to write it. */
export class Unknown extends Error {
  readonly hint: string;

  constructor(piece: string, hint: string) {
    super(piece);
    this.hint = hint;
  }
}
