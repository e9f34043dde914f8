/** One thing about this machine: whether it is as causebook needs it, and what to do where it is not. */
export type Finding = {
  readonly id: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly say: string;
  readonly advice?: string;
};
