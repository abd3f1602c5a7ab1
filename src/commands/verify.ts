import { loadLab } from '../catalogue/catalogue.ts';
import type { Verdict } from '../grading/verdict.ts';
import type { Format } from '../report/format-names.ts';
import { parseFormat, renderVerdicts } from '../report/formats.ts';
import { openProgress, type Progress } from '../report/progress.ts';
import type { Stack } from '../stack/types.ts';
import { mend } from '../workspace/attach.ts';
import type { Workspace } from '../workspace/open.ts';
import type { Answer, App, Options } from './command.ts';
import { exitOf, grade } from './shared/grade.ts';
import { clearStrays, keep, keepPictures, openForGrading } from './shared/grading-bench.ts';
import { nextText } from './shared/next.ts';
import { flagOf, numberOf, textOf } from './shared/options.ts';
import { openReports } from './shared/reports.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const format = app.json ? 'json' : parseFormat(textOf(options, 'format') ?? 'text');
  if (flagOf(options, 'watch')) return (await import('./shared/watch.ts')).watch(options, app);
  const reports = await openReports(options, app.host.cwd);
  const { workspace, stack } = await openForGrading(app, options, app.scope);
  using progress = await openProgress(app.terminal);
  await clearStrays(app, workspace, progress);
  const verdicts = await runs(app, workspace, stack, options, progress);
  if (!app.signal.aborted) await mend(stack, progress);
  await reports.write(verdicts);
  return {
    exit: exitOf(verdicts),
    ...(await documentOf(format, verdicts, app)),
    afterwards: () => keepPictures(workspace, verdicts, progress),
  };
}

async function runs(
  app: App,
  workspace: Workspace,
  stack: Stack,
  options: Options,
  progress: Progress,
): Promise<readonly Verdict[]> {
  const lab = await loadLab(app.host, workspace.manifest.lab);
  const times = numberOf(options, 'repeat') ?? 1;
  const verdicts: Verdict[] = [];
  for (let time = 0; time < times; time++) {
    if (times > 1) progress.say(`run ${time + 1} of ${times}`);
    const seed = numberOf(options, 'seed');
    const verdict = await grade(app, {
      workspace,
      lab,
      stack,
      step: textOf(options, 'step'),
      all: flagOf(options, 'all'),
      // With a seed given, the runs are still different ones, but the same ones each time.
      seed: seed === undefined ? undefined : (seed + time) % 0xffff_ffff,
    });
    verdicts.push(verdict);
    await keep(app, workspace, verdict, progress);
    if (app.signal.aborted) break;
  }
  return verdicts;
}

async function documentOf(format: Format, verdicts: readonly Verdict[], app: App) {
  const text = await renderVerdicts(format, verdicts, app.style);
  if (format !== 'text') return { text, verbatim: true as const };
  return { text: `${text}${app.style.dim('With pictures: archlab report')}\n${await nextText(app, verdicts)}` };
}
