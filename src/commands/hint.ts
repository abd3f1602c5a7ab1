import { loadLab } from '../catalogue/catalogue.ts';
import { EXIT } from '../errors/codes.ts';
import { wrap } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import { openWorkspace } from '../workspace/open.ts';
import { readProgress, updateProgress, withHint } from '../workspace/progress.ts';
import { lastVerdict } from '../workspace/verdicts.ts';
import type { Answer, App, Options } from './command.ts';
import { dirOf } from './shared/options.ts';
import { stepAt } from './shared/step.ts';

interface Hint {
  readonly lab: string;
  readonly step: number;
  readonly title: string;
  readonly hint: string;
  /** Which one this is, from 1, and how many there are. */
  readonly number: number;
  readonly of: number;
  /** Whether it had been given before: all are used up. */
  readonly again: boolean;
}

export async function run([wanted]: readonly string[], options: Options, app: App): Promise<Answer> {
  const { paths, manifest } = await openWorkspace(app.host, dirOf(options));
  const lab = await loadLab(app.host, manifest.lab);
  const progress = await readProgress(app.host);
  const at = stepAt(lab, wanted, await lastVerdict(paths), progress);
  if (at === undefined)
    return { exit: EXIT.ok, data: null, text: 'All steps have passed; there is nothing to hint at.\n' };
  const given = progress.labs[lab.id]?.[at.step.id]?.hints ?? 0;
  const hints = at.step.hints;
  const index = Math.min(given, hints.length - 1);
  const hint: Hint = {
    lab: lab.id,
    step: at.number,
    title: at.step.title,
    hint: hints[index] ?? '',
    number: index + 1,
    of: hints.length,
    again: given >= hints.length,
  };
  if (!hint.again) await updateProgress(app.host, (old) => withHint(old, lab.id, at.step.id));
  return { exit: EXIT.ok, data: hint, text: render(hint, app.style) };
}

export function render(hint: Hint, style: Style): string {
  const more = hint.of - hint.number;
  const end = hint.again
    ? 'That was the last one, given before. `archlab solution` shows the reference.'
    : more === 0
      ? 'This was the last hint for this step.'
      : `${more} more if you need: archlab hint ${hint.step}`;
  return [
    `${style.bold(`Step ${hint.step}: ${hint.title}`)} ${style.dim(`(hint ${hint.number} of ${hint.of})`)}`,
    '',
    ...wrap(hint.hint, style.width),
    '',
    style.dim(end),
    '',
  ].join('\n');
}
