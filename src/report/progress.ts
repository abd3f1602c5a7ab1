import { visible } from './escape.ts';
import type { Terminal } from './terminal.ts';
import { openWindow } from './window.ts';

/** How a command says what it is doing, on the error stream. */
export interface Progress extends Disposable {
  /** A line that stays. */
  say(text: string): void;
  /** What is being done now; replaced by the next on a terminal, a line of its own elsewhere. */
  now(text: string): void;
}

export async function openProgress(terminal: Terminal): Promise<Progress> {
  const window = await openWindow(terminal);
  let shown: string | undefined;
  const line = (text: string) => {
    if (!terminal.quiet) terminal.stream.write(`${visible(text)}\n`);
  };
  return {
    say(text) {
      window.clear();
      line(text);
      if (shown !== undefined && terminal.animated) window.show(shown);
    },
    now(text) {
      shown = visible(text);
      if (terminal.animated) window.show(shown);
      else line(text);
    },
    [Symbol.dispose]: () => window[Symbol.dispose](),
  };
}
