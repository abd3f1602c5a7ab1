import type { Verdict } from '../grading/verdict.ts';
import { count, duration } from './lines.ts';
import type { Style } from './style.ts';
import { renderText } from './text.ts';

/** Several runs: a line for each, and the first that did not pass in full. */
export function renderRepeats(verdicts: readonly Verdict[], style: Style): string {
  const lines = verdicts.map((verdict, index) => {
    const facts = style.dim(`seed ${verdict.seed}, ${duration(verdict.durationMs)}`);
    const paint = verdict.outcome === 'passed' ? style.good : verdict.outcome === 'failed' ? style.bad : style.warn;
    return ` run ${index + 1}  ${paint(verdict.outcome)}  ${facts}`;
  });
  const passed = verdicts.filter((verdict) => verdict.outcome === 'passed').length;
  const other = verdicts.find((verdict) => verdict.outcome !== 'passed');
  const summary = `${passed} of ${count(verdicts.length, 'run')} passed.`;
  const document = [...lines, '', style.bold(summary), ''].join('\n');
  return other === undefined ? document : `${document}\nThe first that did not:\n\n${renderText(other, style)}`;
}
