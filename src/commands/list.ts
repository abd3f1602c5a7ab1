import { loadCatalogue } from '../catalogue/catalogue.ts';
import type { Catalogue, LabEntry } from '../catalogue/types.ts';
import { EXIT } from '../errors/codes.ts';
import { columns, count } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import { type LearnerProgress, readProgress } from '../workspace/progress.ts';
import type { Answer, App, Options } from './command.ts';

export async function run(_words: readonly string[], _options: Options, app: App): Promise<Answer> {
  const [catalogue, progress] = await Promise.all([loadCatalogue(app.host), readProgress(app.host)]);
  return { exit: EXIT.ok, data: withPassed(catalogue, progress), text: render(catalogue, progress, app.style) };
}

/** The catalogue with the number of passed steps of each lab. */
function withPassed(catalogue: Catalogue, progress: LearnerProgress) {
  return {
    chapters: catalogue.chapters.map((chapter) => ({
      ...chapter,
      labs: chapter.labs.map((lab) => ({ ...lab, passed: passed(lab, progress) })),
    })),
  };
}

export function render(catalogue: Catalogue, progress: LearnerProgress, style: Style): string {
  const lines = catalogue.chapters.flatMap(({ number, title, labs, coming }) => {
    const built = labs.map((lab) => [
      lab.id,
      lab.title,
      lab.level,
      `${passed(lab, progress)} of ${count(lab.steps.length, 'step')}`,
    ]);
    const later = coming.map((lab) => [lab.id, lab.title, 'coming']);
    const rows = columns([...built, ...later], '     ');
    return [style.bold(`${number}  ${title}`), ...rows.map((row, i) => (i < built.length ? row : style.dim(row)))];
  });
  return [...lines, '', 'Begin with:  archlab info <lab>   and   archlab start <lab>', ''].join('\n');
}

function passed(lab: LabEntry, progress: LearnerProgress): number {
  const steps = progress.labs[lab.id] ?? {};
  return lab.steps.filter(({ id }) => steps[id]?.passedAt !== undefined).length;
}
