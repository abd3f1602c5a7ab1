import type { Verdict } from '../../grading/verdict.ts';
import { draw } from './draw.ts';
import { page } from './page.ts';

/** The report with pictures. Importing this file loads the charting library: do it late. */
export function renderHtml(verdicts: readonly Verdict[]): string {
  return page(verdicts, draw);
}
