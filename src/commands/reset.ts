import { isAbsolute, relative, resolve, sep } from 'node:path';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { openProgress } from '../report/progress.ts';
import { attach, demandRunning } from '../workspace/attach.ts';
import { findWorkspace } from '../workspace/find.ts';
import { onBench } from '../workspace/lab-bench.ts';
import { takeLock } from '../workspace/lock.ts';
import { readManifest } from '../workspace/manifest.ts';
import { openWorkspace } from '../workspace/open.ts';
import type { WorkspacePaths } from '../workspace/paths.ts';
import { applyScaffold, planScaffold } from '../workspace/scaffold.ts';
import { readState } from '../workspace/state.ts';
import { starterFiles, type TemplateFile } from '../workspace/template.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf, flagOf } from './shared/options.ts';

interface ResetReport {
  readonly restored: readonly string[];
  readonly backup: string | undefined;
  readonly data: boolean;
}

export async function run(words: readonly string[], options: Options, app: App): Promise<Answer> {
  const paths = await findWorkspace(resolve(app.host.cwd, dirOf(options) ?? '.'));
  app.scope.use('the lock of the workspace', await takeLock(paths.lock, app.host.pid, 'archlab reset'));
  const data = flagOf(options, 'data');
  if (words.length === 0 && !data) throw await nothingNamed(app, paths);
  const files = words.length > 0 ? await resetFiles(words, paths, app) : { restored: [], backup: undefined };
  if (data) await resetData(app, dirOf(options));
  const report: ResetReport = { ...files, data };
  return { exit: EXIT.ok, data: report, text: render(report) };
}

async function nothingNamed(app: App, paths: WorkspacePaths): Promise<ArchlabError> {
  const { differs, create } = await planScaffold(paths, await template(app, paths));
  const names = [...differs, ...create].map(({ path }) => path);
  return new ArchlabError('USAGE', 'Name the files to give back, or use --data for fresh data.', {
    details: names.length > 0 ? ['These differ from the template:', ...names] : ['No file differs from the template.'],
    fix: 'For example: archlab reset compose.yaml',
  });
}

async function resetFiles(words: readonly string[], paths: WorkspacePaths, app: App) {
  const known = await template(app, paths);
  const wanted = words.flatMap((word) => matching(word, known, paths, app.host.cwd));
  const plan = await planScaffold(paths, wanted);
  const backup = await applyScaffold(paths, plan, new Date());
  return { restored: [...plan.create, ...plan.differs].map(({ path }) => path), backup };
}

/** A file of the template by its path from here, or all below a folder. */
function matching(word: string, known: readonly TemplateFile[], paths: WorkspacePaths, cwd: string) {
  const path = relative(paths.dir, resolve(cwd, word)).split(sep).join('/');
  const found = known.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
  if (found.length > 0) return found;
  const outside = path.startsWith('..') || isAbsolute(path);
  throw new ArchlabError('USAGE', `${word} is ${outside ? 'outside of this workspace' : 'no file of the template'}.`, {
    details: known.map((file) => file.path),
    fix: 'Name one of the files above.',
  });
}

/** What the workspace was made of: archlab.yaml may be the very file that is broken. */
async function template(app: App, paths: WorkspacePaths): Promise<readonly TemplateFile[]> {
  const { lab, language } = (await readState(paths)) ?? (await readManifest(paths));
  return starterFiles(app.host, lab, language);
}

async function resetData(app: App, dir: string | undefined): Promise<void> {
  const workspace = await openWorkspace(app.host, dir);
  const stack = await attach(app.host, workspace);
  await demandRunning(stack);
  using progress = await openProgress(app.terminal);
  progress.now('making fresh data');
  await onBench(app.host, workspace.manifest.lab, stack, app.signal, (lab, bench) => lab.prepare(bench));
}

export function render({ restored, backup, data }: ResetReport): string {
  const lines = [
    ...restored.map((path) => `restored ${path}`),
    ...(restored.length === 0 && !data ? ['Nothing to do: these files are as in the template.'] : []),
    ...(backup === undefined ? [] : [`what stood there is in ${backup}`]),
    ...(data ? ['The servers hold fresh data.'] : []),
  ];
  return `${lines.join('\n')}\n`;
}
