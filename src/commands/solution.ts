import { findLab, loadCatalogue, loadLab } from '../catalogue/catalogue.ts';
import { EXIT } from '../errors/codes.ts';
import { select } from '../grading/select.ts';
import type { Style } from '../report/style.ts';
import { openWorkspace } from '../workspace/open.ts';
import { type LearnerProgress, readProgress } from '../workspace/progress.ts';
import { solutionFiles, starterFiles, type TemplateFile } from '../workspace/template.ts';
import type { Answer, App, Options } from './command.ts';
import { confirm } from './shared/ask.ts';
import { dirOf, flagOf, textOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const { manifest } = await openWorkspace(app.host, dirOf(options));
  const { lab } = await findLab(await loadCatalogue(app.host), manifest.lab);
  const step = textOf(options, 'step');
  const wanted =
    step === undefined ? lab.steps : select(await loadLab(app.host, lab.id), step).map((found) => found.step);
  const passed = allPassed(lab.id, wanted, await readProgress(app.host));
  if (!passed && !flagOf(options, 'yes') && !(await isSure(app, step))) {
    return { exit: EXIT.ok, data: null, text: 'Good. `archlab hint` says a little, not all.\n' };
  }
  const number = step === undefined ? undefined : lab.steps.findIndex(({ id }) => id === wanted[0]?.id) + 1;
  const shown = changedFiles(
    await starterFiles(app.host, lab.id, manifest.language),
    await solutionFiles(app.host, lab.id, manifest.language),
    number,
  );
  return {
    exit: EXIT.ok,
    data: shown.map(({ path, content }) => ({ path, content })),
    text: render(shown, app.style),
    verbatim: true,
  };
}

async function isSure(app: App, step: string | undefined): Promise<boolean> {
  const what = step === undefined ? 'You have not passed this lab yet' : 'You have not passed this step yet';
  return confirm(app, `${what}. Show the reference solution all the same?`, 'Add --yes if you mean it.');
}

function allPassed(lab: string, steps: readonly { readonly id: string }[], progress: LearnerProgress): boolean {
  return steps.every(({ id }) => progress.labs[lab]?.[id]?.passedAt !== undefined);
}

/** Files of the reference that are not the starter's; with a step, only those that it asks to write. */
export function changedFiles(
  starter: readonly TemplateFile[],
  reference: readonly TemplateFile[],
  step: number | undefined,
): readonly TemplateFile[] {
  const given = new Map(starter.map((file) => [file.path, file.content]));
  const changed = reference.filter(({ path, content }) => given.get(path) !== content);
  if (step === undefined) return changed;
  // The starter's comments say which step a gap belongs to: `Step 4: …`, `Steps 5 and 6: …`.
  const mention = new RegExp(`\\bsteps?\\s(?:\\d+(?:,\\s|\\sand\\s))*${step}\\b`, 'i');
  const found = changed.filter(({ path, content }) => mention.test(given.get(path) ?? '') || mention.test(content));
  return found.length > 0 ? found : changed;
}

export function render(files: readonly Pick<TemplateFile, 'path' | 'content'>[], style: Style): string {
  return files.map(({ path, content }) => `${style.bold(`==> ${path}`)}\n\n${content.trimEnd()}\n`).join('\n');
}
