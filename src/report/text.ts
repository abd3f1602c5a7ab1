import { type CheckVerdict, isTrouble, type Status, type StepVerdict, type Verdict } from '../grading/verdict.ts';
import { chartLines } from './charts/chart.ts';
import { visible } from './escape.ts';
import { failureLines } from './failure.ts';
import { count, duration, hanging } from './lines.ts';
import { replayCommand } from './replay.ts';
import type { Style } from './style.ts';

/**
 * The report for a person: all there is to know of what did not pass, then every step in a line, for the end is what is seen
 * when a long text has gone by.
 */
export function renderText(verdict: Verdict, style: Style): string {
  const trouble = verdict.steps.filter(isTrouble);
  const details = trouble.flatMap((step) => stepLines(step, verdict, style));
  // A single step has just said of itself all that a line could.
  const summary = trouble.length === verdict.steps.length && trouble.length === 1 ? [] : summaryLines(verdict, style);
  const gap = details.length > 0 && summary.length > 0 && details.at(-1) !== '' ? [''] : [];
  const end = summary.length > 0 || details.at(-1) !== '' ? [''] : [];
  const lines = [header(verdict, style), '', ...details, ...gap, ...summary, ...end, ...closing(verdict, style)];
  return `${lines.join('\n')}\n`;
}

function header(verdict: Verdict, style: Style): string {
  const facts = [verdict.language, `engine ${verdict.engine}`, `seed ${verdict.seed}`].join(', ');
  return `${style.bold(verdict.lab)} ${style.dim(`(${facts})`)}`;
}

/** The mark of a status, painted. */
export function mark(status: Status, style: Style): string {
  switch (status) {
    case 'passed':
      return style.good(style.marks.passed);
    case 'failed':
      return style.bad(style.marks.failed);
    case 'inconclusive':
    case 'errored':
    case 'interrupted':
      return style.warn(style.marks.unsure);
    case 'not-run':
      return style.dim(style.marks.waiting);
  }
}

/** Mark, title and time of every step, and which checks did not pass. */
function summaryLines({ steps }: Verdict, style: Style): string[] {
  const widest = Math.min(style.width - 24, Math.max(...steps.map(({ title }) => title.length)));
  const longest = Math.max(...steps.map(({ durationMs }) => duration(durationMs).length));
  return steps.map((step) => {
    const start = ` ${mark(step.status, style)} ${step.number}  `;
    if (step.status === 'not-run') return `${start}${style.dim(step.title)}`;
    const stopped = step.checks.filter(isTrouble).map(({ id }) => id);
    const time = style.dim(duration(step.durationMs).padStart(longest));
    return [`${start}${step.title.padEnd(widest)}`, time, ...(stopped.length > 0 ? [stopped.join(', ')] : [])].join(
      '  ',
    );
  });
}

function stepLines(step: StepVerdict, verdict: Verdict, style: Style): string[] {
  const facts = style.dim(`${count(step.checks.length, 'check')}, ${duration(step.durationMs)}`);
  const line = ` ${mark(step.status, style)} ${step.number}  ${step.title}  ${facts}`;
  return [line, ...step.checks.flatMap((check) => checkLines(check, verdict, style))];
}

function checkLines(check: CheckVerdict, verdict: Verdict, style: Style): string[] {
  const title = `${check.id}  ${check.title}`;
  const line = `     ${mark(check.status, style)} ${check.status === 'not-run' ? style.dim(title) : title}`;
  if (!isTrouble(check)) return [line];
  return [
    line,
    '',
    ...reasons(check, style),
    ...hanging(REPLAY, replayCommand(verdict, check.id), style.width),
    ...chartLines(check.evidence, INDENT, style),
    '',
  ];
}

const INDENT = '       ';
const REPLAY = `${INDENT}${'replay with'.padStart(11)}  `;

/** What a check that did not pass has to say. */
function reasons(check: CheckVerdict, style: Style): string[] {
  if (check.failure) return failureLines(check.failure, INDENT, style.width);
  const part = (label: string, text: string) => hanging(`${INDENT}${label.padStart(11)}  `, visible(text), style.width);
  const label = check.status === 'errored' ? 'our bug' : check.status === 'interrupted' ? 'stopped' : 'unsure';
  return [
    ...part(label, check.reason ?? 'no reason was given'),
    ...(check.stack === undefined ? [] : part('', check.stack)),
  ];
}

function closing(verdict: Verdict, style: Style): string[] {
  const passed = verdict.steps.filter((step) => step.status === 'passed').length;
  const run = verdict.steps.filter((step) => step.status !== 'not-run').length;
  const took = style.dim(`(${duration(verdict.durationMs)})`);
  switch (verdict.outcome) {
    case 'passed':
      return [`${style.good(`Passed: ${count(passed, 'step')}.`)} ${took}`];
    case 'failed':
      return [`${style.bad(`Failed: ${passed} of ${count(run, 'step')} passed.`)} ${took}`];
    case 'inconclusive':
      return [
        `${style.warn('Inconclusive: the machine or the harness got in the way; this says nothing about your solution.')} ${took}`,
        style.dim('Run it again; if it stays so: archlab doctor'),
      ];
    case 'errored':
      return [
        `${style.warn('archlab itself failed; this says nothing about your solution.')} ${took}`,
        style.dim('Please report it with the text above.'),
      ];
    case 'interrupted':
      return [`${style.warn('Interrupted: what is shown above is what was known by then.')} ${took}`];
  }
}
