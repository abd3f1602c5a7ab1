import type { CheckVerdict, RunEvent, Status } from '../grading/verdict.ts';
import { visible } from './escape.ts';
import { count, duration } from './lines.ts';
import type { Style } from './style.ts';
import { mark } from './text.ts';

/** What a person should see of a run in progress. Pure: events go in, lines come out. */
export interface LiveModel {
  readonly steps: readonly LiveStep[];
  /** Number of the step at work. */
  readonly current: number | undefined;
  readonly check: string | undefined;
  readonly note: string | undefined;
}

interface LiveStep {
  readonly number: number;
  readonly title: string;
  readonly checks: readonly { readonly id: string; readonly title: string }[];
  readonly finished: readonly CheckVerdict[];
  readonly durationMs: number | undefined;
}

export const NOTHING_YET: LiveModel = { steps: [], current: undefined, check: undefined, note: undefined };

export function advance(model: LiveModel, event: RunEvent): LiveModel {
  switch (event.type) {
    case 'run-started':
      return {
        ...NOTHING_YET,
        steps: event.steps.map(({ number, title, checks }) => ({
          number,
          title,
          checks,
          finished: [],
          durationMs: undefined,
        })),
      };
    case 'step-started':
      return { ...model, current: event.step, check: undefined, note: undefined };
    case 'check-started':
      return { ...model, check: event.check, note: undefined };
    case 'note':
      return { ...model, note: event.text };
    case 'check-finished':
      return change(model, event.step, (step) => ({ ...step, finished: [...step.finished, event.verdict] }));
    case 'step-finished':
      return change(model, event.step, (step) => ({ ...step, durationMs: event.durationMs }));
    case 'run-finished':
      return { ...model, current: undefined, check: undefined, note: undefined };
  }
}

function change(model: LiveModel, number: number, how: (step: LiveStep) => LiveStep): LiveModel {
  return { ...model, steps: model.steps.map((step) => (step.number === number ? how(step) : step)) };
}

/** The window of a terminal: finished steps, and below them what is being done right now. */
export function windowLines(model: LiveModel, style: Style): string[] {
  const done = model.steps
    .filter((step) => step.durationMs !== undefined)
    .map((step) => ` ${mark(stepStatus(step), style)} ${step.number}  ${step.title}  ${facts(step, style)}`);
  return [...done, activity(model, style)];
}

function facts(step: LiveStep, style: Style): string {
  return style.dim(`${count(step.finished.length, 'check')}, ${duration(step.durationMs ?? 0)}`);
}

function stepStatus(step: LiveStep): Status {
  return step.finished.find((check) => check.status !== 'passed')?.status ?? 'passed';
}

function activity(model: LiveModel, style: Style): string {
  const step = model.steps.find(({ number }) => number === model.current);
  if (step === undefined) return 'Preparing';
  const check = step.checks.find(({ id }) => id === model.check);
  const where = check === undefined ? `${step.number}  ${step.title}` : `${check.id}  ${check.title}`;
  const room = style.width - where.length - 8;
  const note = model.note === undefined ? '' : shorten(visible(model.note).replaceAll('\n', ' '), room);
  return note === '' ? where : `${where}  ${style.dim(note)}`;
}

function shorten(text: string, room: number): string {
  if (room < 10) return '';
  return text.length <= room ? text : `${text.slice(0, room - 3)}...`;
}

/** For a log or a pipe: one lasting line per event worth one; undefined for the others. */
export function plainLine(model: LiveModel, event: RunEvent): string | undefined {
  switch (event.type) {
    case 'step-started': {
      const step = model.steps.find(({ number }) => number === event.step);
      return `step ${event.step}: ${step?.title ?? ''}`;
    }
    case 'check-finished': {
      const { id, title, status, durationMs } = event.verdict;
      return `  ${id} ${title}: ${status} (${duration(durationMs)})`;
    }
    default:
      return undefined;
  }
}
