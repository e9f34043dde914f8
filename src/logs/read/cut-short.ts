/** That a file ended before it should have, or is broken from somewhere on. What came before has been given. */
export class CutShort extends Error {
  /** That nothing came before. */
  isEmpty = false;
}
