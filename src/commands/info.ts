import { type Brief, briefOf } from '../catalogue/brief.ts';
import { findLab, loadCatalogue } from '../catalogue/catalogue.ts';
import type { Chapter, LabEntry } from '../catalogue/types.ts';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { hanging, wrap } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import { findWorkspaceIfAny } from '../workspace/find.ts';
import { readManifest } from '../workspace/manifest.ts';
import { type LearnerProgress, readProgress } from '../workspace/progress.ts';
import { readmeOf } from '../workspace/template.ts';
import type { Answer, App, Options } from './command.ts';

export async function run([named]: readonly string[], _options: Options, app: App): Promise<Answer> {
  const id = named ?? (await labHere(app));
  const [catalogue, progress] = await Promise.all([loadCatalogue(app.host), readProgress(app.host)]);
  const { chapter, lab } = await findLab(catalogue, id);
  const brief = briefOf(await readmeOf(app.host, id));
  return {
    exit: EXIT.ok,
    data: { chapter: chapter.number, ...lab, ...brief },
    text: render({ chapter, lab, brief, progress }, app.style),
  };
}

async function labHere(app: App): Promise<string> {
  const paths = await findWorkspaceIfAny(app.host.cwd);
  if (paths) return (await readManifest(paths)).lab;
  throw new ArchlabError('USAGE', 'Name a lab: this folder is not a workspace.', {
    fix: 'Run `archlab list` to see the labs.',
  });
}

interface Described {
  readonly chapter: Chapter;
  readonly lab: LabEntry;
  readonly brief: Brief;
  readonly progress: LearnerProgress;
}

export function render({ chapter, lab, brief, progress }: Described, style: Style): string {
  const passed = progress.labs[lab.id] ?? {};
  const [from, to] = lab.minutes;
  const fact = (label: string, text: string) => hanging(`  ${label.padEnd(10)}`, text, style.width);
  return [
    `${style.bold(lab.title)} ${style.dim(`(${lab.id}, chapter ${chapter.number}: ${chapter.title})`)}`,
    '',
    ...wrap(lab.summary, style.width),
    '',
    ...briefLines(brief, style),
    ...fact('level', lab.level),
    ...fact('time', `${from} to ${to} minutes`),
    ...fact('languages', lab.languages.join(', ')),
    ...fact('servers', lab.servers.join(', ')),
    ...fact('memory', `about ${lab.memoryMb} MB`),
    '',
    'Afterwards you can',
    ...lab.goals.flatMap((goal) => hanging('  - ', goal, style.width)),
    '',
    'Steps',
    ...lab.steps.map((step, index) => {
      const done = passed[step.id]?.passedAt !== undefined;
      return `  ${done ? style.good(style.marks.passed) : style.dim(style.marks.waiting)} ${index + 1}  ${step.title}  ${style.dim(step.id)}`;
    }),
    '',
    `Begin with:  archlab start ${lab.id}`,
    '',
  ].join('\n');
}

/** The README has more; this is enough to see what one is in for. */
function briefLines({ story, picture, contract }: Brief, style: Style): string[] {
  const paragraphs = story.split(/\n\s*\n/).map((text) => wrap(text.replaceAll('\n', ' '), style.width));
  return [
    ...(story === '' ? [] : paragraphs.flatMap((lines) => [...lines, ''])),
    ...(picture === '' ? [] : ['The system', ...picture.split('\n').map((line) => `  ${line}`.trimEnd()), '']),
    ...(contract.length === 0
      ? []
      : ['What your program answers', ...contract.flatMap((row) => contractLines(row, style)), '']),
  ];
}

/** The reply hangs below its request: both are too long for columns. */
function contractLines(row: readonly string[], style: Style): string[] {
  const reply = row.at(-1) ?? '';
  const request = row.slice(0, -1).join('  ');
  return [
    ...hanging('  ', request, style.width),
    ...hanging('      ', reply, style.width).map((line) => style.dim(line)),
  ];
}
