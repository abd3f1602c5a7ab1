import type { CheckVerdict, Status, StepVerdict, Verdict } from '../grading/verdict.ts';
import { chartLines } from './charts/chart.ts';
import { visible } from './escape.ts';
import { failureLines } from './failure.ts';
import { count, duration, hanging } from './lines.ts';
import { replayCommand } from './replay.ts';
import type { Style } from './style.ts';

/** The report for a person: every step in a line, and for what did not pass all there is to know. */
export function renderText(verdict: Verdict, style: Style): string {
  const lines = [header(verdict, style), ''];
  for (const step of verdict.steps) lines.push(...stepLines(step, verdict, style));
  lines.push('', ...closing(verdict, style));
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

function stepLines(step: StepVerdict, verdict: Verdict, style: Style): string[] {
  const title = `${step.number}  ${step.title}`;
  if (step.status === 'not-run') return [` ${mark('not-run', style)} ${style.dim(title)}`];
  const facts = style.dim(`${count(step.checks.length, 'check')}, ${duration(step.durationMs)}`);
  const line = ` ${mark(step.status, style)} ${title}  ${facts}`;
  if (step.status === 'passed') return [line];
  return [line, ...step.checks.flatMap((check) => checkLines(check, verdict, style))];
}

function checkLines(check: CheckVerdict, verdict: Verdict, style: Style): string[] {
  const title = `${check.id}  ${check.title}`;
  const line = `     ${mark(check.status, style)} ${check.status === 'not-run' ? style.dim(title) : title}`;
  if (check.status === 'passed' || check.status === 'not-run') return [line];
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
