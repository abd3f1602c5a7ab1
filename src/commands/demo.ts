import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLab, loadCatalogue, loadLab } from '../catalogue/catalogue.ts';
import { ArchlabError } from '../errors/error.ts';
import type { Verdict } from '../grading/verdict.ts';
import { fileError, writeAtomically } from '../host/files.ts';
import { openProgress, type Progress } from '../report/progress.ts';
import type { Style } from '../report/style.ts';
import { renderText } from '../report/text.ts';
import { installDependencies } from '../workspace/dependencies/install.ts';
import { makeWorkspace } from '../workspace/make.ts';
import type { Workspace } from '../workspace/open.ts';
import { startStack } from '../workspace/start-stack.ts';
import { stopWorkspace } from '../workspace/stop-workspace.ts';
import { solutionFiles } from '../workspace/template.ts';
import type { Answer, App, Options } from './command.ts';
import { exitOf, grade } from './shared/grade.ts';
import { engineOption, textOf } from './shared/options.ts';
import { openReports } from './shared/reports.ts';

export async function run([id = '']: readonly string[], options: Options, app: App): Promise<Answer> {
  const { lab } = await findLab(await loadCatalogue(app.host), id);
  const language = textOf(options, 'language') ?? lab.languages[0] ?? '';
  const reports = await openReports(options, app.host.cwd);
  using progress = await openProgress(app.terminal);
  const workspace = await reference(app, lab.id, language, progress);
  const context = { host: app.host, signal: app.signal, now: progress.now, say: progress.say };
  // One after the other: a demo is watched, and should show one thing at a time.
  await installDependencies(workspace, { ...context, progress: progress.now });
  const { stack, why } = await startStack(workspace, engineOption(options), context);
  progress.say(`engine ${stack.engine}: ${why}`);
  progress[Symbol.dispose]();
  const step = textOf(options, 'step');
  const verdict = await grade(app, { workspace, lab: await loadLab(app.host, lab.id), stack, step, all: false });
  await reports.write([verdict]);
  progress.now('stopping');
  await stopWorkspace(app.host, workspace.paths);
  return { exit: exitOf([verdict]), data: verdict, text: render(verdict, app.style) };
}

/** A workspace with the reference solution, in a temporary folder that goes when the command ends, however it ends. */
async function reference(app: App, lab: string, language: string, progress: Progress): Promise<Workspace> {
  progress.now('making a workspace with the reference solution');
  const root = await temporaryFolder();
  app.scope.defer('the temporary folder', () => rm(root, { recursive: true, force: true, maxRetries: 3 }));
  const request = {
    dir: join(root, lab),
    lab,
    language,
    defaultLanguage: language,
    force: false,
    command: 'archlab demo',
  };
  const { workspace } = await makeWorkspace(app.host, request, (lock) => app.scope.use('the lock', lock));
  app.scope.defer('the infrastructure', () => stopWorkspace(app.host, workspace.paths));
  for (const { path, content, mode } of await solutionFiles(app.host, lab, language)) {
    await writeAtomically(join(workspace.paths.dir, path), content, mode);
  }
  return workspace;
}

async function temporaryFolder(): Promise<string> {
  try {
    // The real path: on some systems the temporary folder is a link, and programs compare paths.
    return await realpath(await mkdtemp(join(tmpdir(), 'archlab-demo-')));
  } catch (error) {
    const known = fileError(error, `cannot make a folder in ${tmpdir()}`);
    throw known instanceof ArchlabError ? known : error;
  }
}

export function render(verdict: Verdict, style: Style): string {
  const end = 'That was the reference solution in a temporary folder; all of it has been removed again.';
  return `${renderText(verdict, style)}${end}\nYour turn: archlab start ${verdict.lab}\n`;
}
