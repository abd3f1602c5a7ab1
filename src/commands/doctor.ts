import { EXIT } from '../errors/codes.ts';
import { hanging } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import type { Answer, App, Options } from './command.ts';
import { examine, type Finding } from './shared/examination.ts';
import { textOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const findings = await examine(app, textOf(options, 'lab'));
  const bad = findings.some(({ state }) => state === 'bad');
  return { exit: bad ? EXIT.machine : EXIT.ok, data: findings, text: render(findings, app.style) };
}

export function render(findings: readonly Finding[], style: Style): string {
  const marks = {
    good: style.good(style.marks.passed),
    fair: style.warn(style.marks.unsure),
    bad: style.bad(style.marks.failed),
  };
  return `${findings
    .flatMap(({ state, says, fix }) => [
      ...hanging('  ', says, style.width).map((line, index) =>
        index === 0 ? ` ${marks[state]} ${line.trim()}` : ` ${line}`,
      ),
      ...(fix === undefined ? [] : hanging('     > ', fix, style.width)),
    ])
    .join('\n')}\n`;
}
