import { findLab, loadCatalogue } from '../../catalogue/catalogue.ts';
import type { Verdict } from '../../grading/verdict.ts';
import { wrap } from '../../report/lines.ts';
import { nextLines } from '../../report/next.ts';
import { readProgress } from '../../workspace/progress.ts';
import type { App } from '../command.ts';

/** What to do after a run (or several: after the first that did not pass), as the last lines of its report. */
export async function nextText({ host, style }: App, verdicts: readonly Verdict[]): Promise<string> {
  const verdict = verdicts.find(({ outcome }) => outcome !== 'passed') ?? verdicts[0];
  if (verdict === undefined) return '';
  const [{ lab }, progress] = await Promise.all([
    loadCatalogue(host).then((catalogue) => findLab(catalogue, verdict.lab)),
    // A progress file that cannot be read was complained of when the verdict was kept.
    readProgress(host).catch(() => undefined),
  ]);
  const passed = progress?.labs[lab.id] ?? {};
  const steps = lab.steps.map(({ id, title }, index) => ({
    number: index + 1,
    title,
    passed: passed[id]?.passedAt !== undefined,
  }));
  const lines = nextLines(verdict, steps, style).flatMap((line) => wrap(line, style.width));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
