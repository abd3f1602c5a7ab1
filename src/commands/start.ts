import { resolve } from 'node:path';
import { findLab, loadCatalogue } from '../catalogue/catalogue.ts';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { columns } from '../report/lines.ts';
import { openProgress } from '../report/progress.ts';
import type { Style } from '../report/style.ts';
import type { EngineKind, Stack } from '../stack/types.ts';
import { installDependencies, LANGUAGES } from '../workspace/dependencies/install.ts';
import { findWorkspaceIfAny } from '../workspace/find.ts';
import { makeWorkspace } from '../workspace/make.ts';
import { readManifest } from '../workspace/manifest.ts';
import type { Workspace } from '../workspace/open.ts';
import { keepRunning, type StartContext, type Started, startFresh } from '../workspace/start-stack.ts';
import type { Answer, App, Options } from './command.ts';
import { choose } from './shared/ask.ts';
import { dirOf, engineOption, flagOf, textOf } from './shared/options.ts';
import { shownPath } from './shared/shown-path.ts';

export async function run([named]: readonly string[], options: Options, app: App): Promise<Answer> {
  const target = await targetOf(named, options, app);
  const catalogue = await loadCatalogue(app.host);
  const { lab } = await findLab(catalogue, target.lab ?? (await askForLab(app)));
  const dir = target.dir ?? resolve(app.host.cwd, lab.id);
  const language = textOf(options, 'language');
  if (language !== undefined && !lab.languages.includes(language)) throw noLanguage(lab.id, language, lab.languages);
  const defaultLanguage = lab.languages[0] ?? '';
  using progress = await openProgress(app.terminal);
  const made = await makeWorkspace(
    app.host,
    { dir, lab: lab.id, language, defaultLanguage, force: flagOf(options, 'force'), command: 'archlab start' },
    (lock) => app.scope.use('the lock of the workspace', lock),
  );
  if (made.backup !== undefined) progress.say(`what differed was moved to ${made.backup}`);
  const context = { host: app.host, now: progress.now, say: progress.say };
  const { stack, why, fresh } = await startWithDependencies(made.workspace, engineOption(options), context, app.signal);
  const report: StartReport = {
    lab: lab.id,
    dir,
    language: made.workspace.manifest.language,
    engine: stack.engine,
    why,
    fresh,
    created: made.created,
    services: servicesOf(stack),
  };
  return { exit: EXIT.ok, data: report, text: render(report, shownPath(dir, app.host.cwd), app.style) };
}

/** Servers and dependencies take seconds each and do not need one another. Without dependencies the servers stay of use. */
async function startWithDependencies(
  workspace: Workspace,
  engine: EngineKind | undefined,
  context: Omit<StartContext, 'signal'>,
  interrupt: AbortSignal,
): Promise<Started> {
  const quit = new AbortController();
  const signal = AbortSignal.any([interrupt, quit.signal]);
  const starting = { ...context, signal: interrupt };
  const running = await keepRunning(workspace, engine, starting);
  let installing = true;
  const dependencies = installDependencies(workspace, { host: context.host, signal, progress: context.now })
    .then(
      () => undefined,
      (error: unknown) => error,
    )
    .finally(() => {
      installing = false;
    });
  try {
    const started = running ?? (await startFresh(workspace, engine, starting));
    if (installing) context.now('the servers are ready; the dependencies are still being installed');
    const trouble = await dependencies;
    if (trouble !== undefined) throw trouble;
    return started;
  } finally {
    quit.abort();
    await dependencies;
  }
}

interface StartReport {
  readonly lab: string;
  readonly dir: string;
  readonly language: string;
  readonly engine: string;
  readonly why: string;
  readonly fresh: boolean;
  readonly created: readonly string[];
  readonly services: readonly {
    readonly name: string;
    readonly image: string;
    readonly addresses: readonly string[];
  }[];
}

interface Target {
  readonly lab?: string | undefined;
  readonly dir?: string | undefined;
}

/** A named lab goes to ./<lab>, or to the workspace of that lab one is in; none means the workspace one is in. */
async function targetOf(named: string | undefined, options: Options, app: App): Promise<Target> {
  const dir = dirOf(options);
  if (dir !== undefined && named !== undefined) return { lab: named, dir: resolve(app.host.cwd, dir) };
  const here = await findWorkspaceIfAny(resolve(app.host.cwd, dir ?? '.'));
  if (here === undefined) return { lab: named, dir: dir === undefined ? undefined : resolve(app.host.cwd, dir) };
  const manifest = await readManifest(here);
  if (named === undefined || named === manifest.lab) {
    return { lab: manifest.lab, dir: here.dir };
  }
  throw new ArchlabError('USAGE', `This folder belongs to a workspace of the lab ${manifest.lab}.`, {
    fix: `Change to another folder, or say where with --dir, e.g. archlab start ${named} --dir ../${named}`,
  });
}

async function askForLab(app: App): Promise<string> {
  const { chapters } = await loadCatalogue(app.host);
  const choices = chapters.flatMap(({ number, labs }) =>
    labs.map((lab) => ({ value: lab.id, name: `${lab.id}  (chapter ${number}: ${lab.title})` })),
  );
  return choose(app, 'Which lab?', choices, 'Name the lab: archlab start <lab>. `archlab list` shows them.');
}

function noLanguage(lab: string, language: string, known: readonly string[]): ArchlabError {
  return new ArchlabError('USAGE_BAD_OPTION', `The lab ${lab} has no starter in "${language}".`, {
    fix: `Use one of: ${known.join(', ')}.`,
  });
}

function servicesOf(stack: Stack): StartReport['services'] {
  return stack.services
    .filter(({ plan }) => plan.profiles.length === 0)
    .map(({ name, plan }) => ({
      name,
      image: plan.image.reference,
      addresses: plan.ports.map(({ host }) => `127.0.0.1:${host}`),
    }));
}

/** What runs where, and what to do next. */
export function render(report: StartReport, shown: string, style: Style): string {
  const { engine, why, services, fresh } = report;
  const folder = shown === '.' ? '' : `${shown}/`;
  const sources = LANGUAGES[report.language]?.sources;
  const next = shown === '.' ? 'archlab verify' : `cd ${shown} && archlab verify`;
  return [
    `${style.bold(report.lab)} ${fresh ? 'is up' : 'is up (it was already)'}, engine ${engine}: ${why}`,
    '',
    ...columns(
      services.map(({ name, image, addresses }) => [name, addresses.join(', '), image]),
      '  ',
    ),
    '',
    `Read ${folder}README.md${sources === undefined ? '' : `; your code is in ${folder}${sources}`}. Then:`,
    '',
    `  ${style.bold(next)}`,
    '',
    style.dim('Stop it all with: archlab stop'),
    '',
  ].join('\n');
}
