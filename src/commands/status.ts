import { findLab, loadCatalogue } from '../catalogue/catalogue.ts';
import type { LabEntry } from '../catalogue/types.ts';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import type { Verdict } from '../grading/verdict.ts';
import { columns } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import type { ServiceStatus } from '../stack/types.ts';
import { attach, statuses } from '../workspace/attach.ts';
import { openWorkspace, type Workspace } from '../workspace/open.ts';
import { readProgress } from '../workspace/progress.ts';
import { lastVerdict } from '../workspace/verdicts.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf } from './shared/options.ts';

interface StatusReport {
  readonly lab: string;
  readonly dir: string;
  readonly language: string;
  /** undefined when the infrastructure is not running. */
  readonly engine: string | undefined;
  readonly services: readonly { readonly name: string; readonly status: ServiceStatus; readonly address: string }[];
  readonly steps: readonly { readonly id: string; readonly title: string; readonly passedAt: string | undefined }[];
  readonly lastVerdict: Pick<Verdict, 'outcome' | 'startedAt' | 'seed'> | undefined;
}

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const workspace = await openWorkspace(app.host, dirOf(options));
  const { lab } = await findLab(await loadCatalogue(app.host), workspace.manifest.lab);
  const verdict = await lastVerdict(workspace.paths);
  const report: StatusReport = {
    lab: lab.id,
    dir: workspace.paths.dir,
    language: workspace.manifest.language,
    ...(await stackOf(app, workspace)),
    steps: await stepsOf(app, lab),
    lastVerdict: verdict && { outcome: verdict.outcome, startedAt: verdict.startedAt, seed: verdict.seed },
  };
  return { exit: EXIT.ok, data: report, text: render(report, app.style) };
}

async function stackOf(app: App, workspace: Workspace): Promise<Pick<StatusReport, 'engine' | 'services'>> {
  try {
    const stack = await attach(app.host, workspace);
    const status = await statuses(stack);
    const services = stack.services.map(({ name, plan }) => ({
      name,
      status: status[name] ?? 'gone',
      address: plan.ports.map(({ host }) => `127.0.0.1:${host}`).join(', '),
    }));
    return { engine: stack.engine, services };
  } catch (error) {
    if (error instanceof ArchlabError && error.code === 'WORKSPACE_NOT_STARTED')
      return { engine: undefined, services: [] };
    throw error;
  }
}

async function stepsOf(app: App, lab: LabEntry): Promise<StatusReport['steps']> {
  const passed = (await readProgress(app.host)).labs[lab.id] ?? {};
  return lab.steps.map(({ id, title }) => ({ id, title, passedAt: passed[id]?.passedAt }));
}

export function render(report: StatusReport, style: Style): string {
  const { lab, dir, language, engine, services, steps, lastVerdict: last } = report;
  return [
    `${style.bold(lab)} ${style.dim(`(${language}, ${dir})`)}`,
    '',
    engine === undefined ? 'Not running. Start it with: archlab start' : `Engine ${engine}`,
    ...columns(
      services.map(({ name, status, address }) => [name, status, address]),
      '  ',
    ),
    '',
    ...steps.map(({ title, passedAt }, index) => {
      const mark = passedAt === undefined ? style.dim(style.marks.waiting) : style.good(style.marks.passed);
      return `  ${mark} ${index + 1}  ${title}`;
    }),
    '',
    last === undefined
      ? 'Not verified yet.'
      : `Last verify: ${last.outcome}, ${last.startedAt.slice(0, 16).replace('T', ' ')} UTC, seed ${last.seed}`,
    '',
  ].join('\n');
}
