import { EXIT } from '../errors/codes.ts';
import { columns, hanging } from '../report/lines.ts';
import type { Style } from '../report/style.ts';
import type { Answer, App, Options } from './command.ts';
import { examine } from './shared/examination/examine.ts';
import {
  type Download,
  type EngineFitness,
  type Examination,
  type Finding,
  type LabFitness,
  type State,
  size,
} from './shared/examination/finding.ts';
import { textOf } from './shared/options.ts';

export async function run(_words: readonly string[], options: Options, app: App): Promise<Answer> {
  const lab = textOf(options, 'lab');
  const seen = await examine(app, lab);
  const bad = [...seen.findings, ...seen.labs].some(({ state }) => state === 'bad');
  const text = render(seen, lab !== undefined, app.style);
  return { exit: bad ? EXIT.machine : EXIT.ok, data: seen, text };
}

/** @param whole one lab with all there is to say, instead of a line for each */
export function render({ findings, labs }: Examination, whole: boolean, style: Style): string {
  const about = (topic: Finding['topic']) =>
    findings.filter((finding) => finding.topic === topic).flatMap((finding) => findingLines(finding, ' ', style));
  const groups: [string, string[]][] = [
    ['This machine', about('machine')],
    ['Docker', about('docker')],
    whole ? ['The lab', labs.flatMap((lab) => wholeLab(lab, style))] : ['Labs', labLines(labs, style)],
  ];
  return groups
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${[style.bold(title), ...lines].join('\n')}\n`)
    .join('\n');
}

function findingLines({ state, says, fix }: Pick<Finding, 'state' | 'says' | 'fix'>, indent: string, style: Style) {
  const [first = '', ...rest] = hanging(`${indent}  `, says, style.width);
  return [
    `${indent}${mark(state, style)} ${first.trim()}`,
    ...rest,
    ...(fix === undefined ? [] : hanging(`${indent}    > `, fix, style.width)),
  ];
}

function mark(state: State, { good, warn, bad, marks }: Style): string {
  return { good: good(marks.passed), fair: warn(marks.unsure), bad: bad(marks.failed) }[state];
}

/** One line for each lab. */
function labLines(labs: readonly LabFitness[], style: Style): string[] {
  const rows = columns(labs.map((lab) => [lab.lab, `about ${size(lab.memoryMb)} of memory`, enginesOf(lab)]));
  const more = 'What one lab needs: archlab doctor --lab <lab>';
  return [...rows.map((row, index) => ` ${mark(labs[index]?.state ?? 'good', style)} ${row}`), style.dim(`   ${more}`)];
}

function enginesOf({ engines }: LabFitness): string {
  const able = engines.filter(({ state }) => state !== 'bad');
  if (able.length === 0) return 'no engine can run it here';
  return able.map((fitness) => `${fitness.engine}${toDownload(fitness)}`).join(', ');
}

function toDownload({ downloads }: EngineFitness): string {
  const known = downloads.reduce((sum, { mb }) => sum + (mb ?? 0), 0);
  if (downloads.length === 0) return '';
  if (downloads.some(({ mb }) => mb === null)) return ' (pulls images of a size not known here)';
  return ` (pulls about ${size(known)})`;
}

function wholeLab({ lab, memoryMb, dockerLimitMb, engines, starters }: LabFitness, style: Style): string[] {
  const limit = dockerLimitMb === null ? '' : `; with Docker its servers get at most ${size(dockerLimitMb)}`;
  return [
    ...hanging(' ', `${lab}: about ${size(memoryMb)} of memory${limit}`, style.width),
    ...engines.flatMap((fitness) => engineLines(fitness, style)),
    ...hanging('   ', `packages of a starter, downloaded once: ${starters.map(starterText).join(', ')}`, style.width),
  ];
}

function starterText({ what, mb }: Download): string {
  return `${what} ${mb === null ? 'of a size not known here' : `about ${size(mb)}`}`;
}

function engineLines(fitness: EngineFitness, style: Style): string[] {
  const { engine, state, findings, downloads } = fitness;
  const able = state === 'bad' ? `cannot be run by the ${engine} engine` : `can be run by the ${engine} engine`;
  const needs = downloads.length > 0 ? toDownload(fitness) : ', servers are here: nothing to download for them';
  const ahead = downloads.length > 0 ? { fix: `Before a lesson: \`${pullAhead(fitness)}\`` } : {};
  return [
    ...findingLines({ state, says: state === 'bad' ? able : `${able}${needs}`, ...ahead }, ' ', style),
    // What is wrong with Docker as a whole stands above.
    ...findings.filter(({ check }) => check !== 'docker').flatMap((finding) => findingLines(finding, '   ', style)),
  ];
}

function pullAhead({ downloads }: EngineFitness): string {
  return downloads.map(({ what }) => `docker pull ${what}`).join(' && ');
}
