import { stat } from 'node:fs/promises';
import { EXIT } from '../errors/codes.ts';
import { canShow, openInBrowser } from '../host/browser.ts';
import { openWorkspace } from '../workspace/open.ts';
import type { WorkspacePaths } from '../workspace/paths.ts';
import { newestVerdict } from '../workspace/verdicts.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf } from './shared/options.ts';
import { keepReport } from './shared/reports.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const { paths } = await openWorkspace(app.host, dirOf(options));
  await upToDate(paths);
  const wanted = options.open !== false && app.interactive && !app.json && canShow(app.host);
  const opened = wanted && (await openInBrowser(paths.report));
  const text = opened ? `Opening ${paths.report}` : paths.report;
  return { exit: EXIT.ok, data: { file: paths.report, opened }, text: `${text}\n`, verbatim: true };
}

/** `verify` has drawn it, unless it was ended before it could. */
async function upToDate(paths: WorkspacePaths): Promise<void> {
  const { file, verdict } = await newestVerdict(paths);
  const [report, newest] = await Promise.all([paths.report, file].map(changedAt));
  if (report === undefined || newest === undefined || report < newest) await keepReport(paths, [verdict]);
}

async function changedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}
