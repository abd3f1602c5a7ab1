import type { Catalogue, LabEntry } from '../../catalogue/types.ts';
import { columns, count } from '../../report/lines.ts';
import type { Style } from '../../report/style.ts';
import type { LearnerProgress, StepProgress } from '../../workspace/progress.ts';

/** What a learner has done, over the whole catalogue: the document of `archlab progress`. */
export interface LearnerReport {
  readonly passed: number;
  readonly of: number;
  readonly chapters: readonly {
    readonly number: number;
    readonly id: string;
    readonly title: string;
    readonly labs: readonly LabReport[];
  }[];
}

interface LabReport {
  readonly id: string;
  readonly title: string;
  readonly passed: number;
  /** From the first run of each step until it passed, in all; steps that did not pass yet are not in it. */
  readonly seconds: number;
  readonly hints: number;
  readonly steps: readonly StepReport[];
}

interface StepReport extends StepProgress {
  readonly id: string;
  readonly title: string;
  readonly runs: number;
  readonly hints: number;
  /** From the first run until it passed; undefined when it did not, or when the first run was not recorded. */
  readonly seconds?: number;
}

export function learnerReport({ chapters }: Catalogue, progress: LearnerProgress): LearnerReport {
  const reports = chapters.map(({ number, id, title, labs }) => ({
    number,
    id,
    title,
    labs: labs.map((lab) => labReport(lab, progress)),
  }));
  const labs = reports.flatMap((chapter) => chapter.labs);
  return { passed: sum(labs, 'passed'), of: labs.flatMap(({ steps }) => steps).length, chapters: reports };
}

function labReport({ id, title, steps }: LabEntry, progress: LearnerProgress): LabReport {
  const known = progress.labs[id] ?? {};
  const reports = steps.map((step) => stepReport(step, known[step.id] ?? {}));
  return {
    id,
    title,
    passed: reports.filter(({ passedAt }) => passedAt !== undefined).length,
    seconds: sum(reports, 'seconds'),
    hints: sum(reports, 'hints'),
    steps: reports,
  };
}

function stepReport({ id, title }: { id: string; title: string }, step: StepProgress): StepReport {
  const { triedAt, passedAt, runs = 0, hints = 0 } = step;
  const ms = Date.parse(passedAt ?? '') - Date.parse(triedAt ?? '');
  return {
    id,
    title,
    ...(triedAt === undefined ? {} : { triedAt }),
    ...(passedAt === undefined ? {} : { passedAt }),
    runs,
    hints,
    // A clock that was set back must not give a negative time.
    ...(Number.isNaN(ms) ? {} : { seconds: Math.max(0, Math.round(ms / 1000)) }),
  };
}

function sum<K extends string>(list: readonly { readonly [key in K]?: number }[], key: K): number {
  return list.reduce((total, one) => total + (one[key] ?? 0), 0);
}

export function renderLearner({ passed, of, chapters }: LearnerReport, style: Style): string {
  const lines = chapters.flatMap(({ number, title, labs }) => [
    style.bold(`${number}  ${title}`),
    ...(labs.length === 0 ? [style.dim('     no lab yet')] : []),
    ...labs.flatMap((lab) => labLines(lab, style)),
  ]);
  const end =
    passed === of
      ? 'You have passed every lab there is.'
      : 'How it is measured: from the first run of a step until it passed.';
  return [...lines, '', `${passed} of ${count(of, 'step')} passed.`, style.dim(end), ''].join('\n');
}

/** Steps are listed of labs that were begun only: of others `archlab info` tells. */
function labLines({ id, title, passed, seconds, hints, steps }: LabReport, style: Style): string[] {
  const begun = steps.some((step) => step.runs > 0 || step.hints > 0 || step.passedAt !== undefined);
  if (!begun) return [`     ${id}  ${style.dim(`${title}, not begun`)}`];
  const facts = [`${passed} of ${count(steps.length, 'step')}`, ...time(seconds), ...some(hints, 'hint')];
  const rows = steps.map((step, index) => [
    step.passedAt === undefined ? style.marks.waiting : style.marks.passed,
    String(index + 1),
    step.title,
    step.passedAt?.slice(0, 10) ?? '',
    [...time(step.seconds), ...some(step.runs, 'run'), ...some(step.hints, 'hint')].join(', '),
  ]);
  return [`     ${id}  ${title}: ${facts.join(', ')}`, ...columns(rows, '       ')];
}

function some(number: number, noun: string): string[] {
  return number === 0 ? [] : [count(number, noun)];
}

/** To the minute: more would claim to know more than a first and a last run can tell. Nothing for what passed at once. */
function time(seconds = 0): string[] {
  if (seconds === 0) return [];
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return [`${Math.max(1, minutes)} min`];
  if (minutes < 24 * 60) return [`${Math.floor(minutes / 60)} h ${minutes % 60} min`];
  return [count(Math.round(minutes / (24 * 60)), 'day')];
}
