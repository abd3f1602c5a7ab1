import type { RunEvent } from '../grading/verdict.ts';
import { advance, type LiveModel, NOTHING_YET, plainLine, windowLines } from './live-model.ts';
import type { Terminal } from './terminal.ts';
import { openWindow } from './window.ts';

/** Shows a run while it lasts; the report itself comes after it, elsewhere. */
export interface LiveView extends Disposable {
  handle(event: RunEvent): void;
}

export async function openLiveView(terminal: Terminal): Promise<LiveView> {
  const window = await openWindow(terminal);
  let model: LiveModel = NOTHING_YET;
  return {
    handle(event) {
      model = advance(model, event);
      if (terminal.quiet) return;
      if (terminal.animated) {
        window.show(windowText(model, terminal));
        return;
      }
      const line = plainLine(model, event);
      if (line !== undefined) terminal.stream.write(`${line}\n`);
    },
    [Symbol.dispose]: () => window[Symbol.dispose](),
  };
}

/** The spinner stands before the first line; so what is at work comes first and the finished steps below it. */
function windowText(model: LiveModel, terminal: Terminal): string {
  const lines = windowLines(model, terminal.style);
  return [lines.at(-1) ?? '', ...lines.slice(0, -1)].join('\n');
}
