/** Thrown by a prompt when the person is gone: `quit` when the input has ended (Ctrl-D), `interrupted` on Ctrl-C. */
export class PromptEnded extends Error {
  readonly how: 'quit' | 'interrupted';

  constructor(how: 'quit' | 'interrupted', options?: ErrorOptions) {
    super(how === 'quit' ? 'the input has ended' : 'interrupted', options);
    this.name = 'PromptEnded';
    this.how = how;
  }
}
