import { loadCatalogue } from '../catalogue/catalogue.ts';
import { EXIT } from '../errors/codes.ts';
import { readProgress } from '../workspace/progress.ts';
import type { Answer, App, Options } from './command.ts';
import { learnerReport, renderLearner } from './shared/learner.ts';

export async function run(_words: readonly string[], _options: Options, app: App): Promise<Answer> {
  const [catalogue, progress] = await Promise.all([loadCatalogue(app.host), readProgress(app.host)]);
  const report = learnerReport(catalogue, progress);
  return { exit: EXIT.ok, data: report, text: renderLearner(report, app.style) };
}
