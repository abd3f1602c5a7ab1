import type { Ora } from 'ora';
import type { Terminal } from './terminal.ts';

/** The moving lines at the bottom of a terminal. Does nothing where nothing can move. */
export interface Window extends Disposable {
  show(text: string): void;
  /** Takes the moving lines away; what was printed above stays. */
  clear(): void;
}

/** Loads ora only where it is of use: it costs as much as the whole start of the program. */
export async function openWindow(terminal: Terminal): Promise<Window> {
  if (!terminal.animated) return { show: () => {}, clear: () => {}, [Symbol.dispose]: () => {} };
  const { default: ora, spinners } = await import('ora');
  const { accent, unicode } = terminal.style;
  const { frames, interval } = unicode ? spinners.dots : spinners.line;
  const spinner: Ora = ora({
    stream: terminal.stream,
    // archlab reads the keyboard itself when it asks something, and Ctrl-C must reach it.
    discardStdin: false,
    isEnabled: true,
    // Coloured by our style, which knows of --no-color.
    spinner: { frames: frames.map(accent), interval },
    color: false,
  });
  const clear = () => {
    if (spinner.isSpinning) spinner.stop();
  };
  return {
    show(text) {
      spinner.text = text;
      if (!spinner.isSpinning) spinner.start();
    },
    clear,
    [Symbol.dispose]: clear,
  };
}
