import type { CheckVerdict, Verdict } from '../grading/verdict.ts';
import type { Expectation } from './proof.ts';

/** What is wrong with the grader's verdict on a solution whose outcome is known; empty when it is as expected. */
export function compare(expectation: Expectation, verdict: Verdict): string[] {
  const checks = verdict.steps.flatMap((step) => step.checks);
  switch (expectation.kind) {
    case 'passes':
      return checks
        .filter(({ status }) => status !== 'passed')
        .map((check) => `right work was not passed: ${tell(check)}`);
    case 'fails-everywhere':
      return verdict.steps
        .filter(({ status }) => status !== 'failed')
        .map(
          (step) => `step ${step.number} should have failed, is ${step.status}: ${step.checks.map(tell).join('; ')}`,
        );
    case 'fails':
      return compareFailing(expectation, verdict);
  }
}

function compareFailing({ check: named, also }: Extract<Expectation, { kind: 'fails' }>, verdict: Verdict): string[] {
  const problems: string[] = [];
  for (const step of verdict.steps) {
    const target = step.checks.some(({ id }) => id === named);
    for (const check of step.checks) {
      if (check.id === named) {
        if (check.status !== 'failed') problems.push(`wrong work was not caught: ${tell(check)}`);
      } else if (check.status !== 'passed' && !(target && also.includes(check.id) && check.status !== 'errored')) {
        problems.push(`only ${named} should have failed: ${tell(check)}`);
      }
    }
  }
  return problems;
}

function tell(check: CheckVerdict): string {
  return `${check.id} ${check.status}${check.failure ? ` (${check.failure.observed})` : check.reason ? ` (${check.reason})` : ''}`;
}

/** The failure of a check as recorded text: every word with a digit in it becomes `#`, since ids, counts and times differ by run. */
export function recordedText(verdict: Verdict, checkId: string): string {
  const failure = verdict.steps.flatMap((step) => step.checks).find(({ id }) => id === checkId)?.failure;
  if (!failure) return '';
  const { did, expected, observed, look } = failure;
  return `${mask(`did: ${did}\nexpected: ${expected}\nobserved: ${observed}\n${look.map((line) => `look: ${line}`).join('\n')}`)}\n`;
}

/**
 * Whether a text is the recorded one. In a recorded text `{{any}}` stands for whatever a run happened to see first among equals, within
 * one line: which of eight clients was unlucky, which of three spans came first.
 */
export function matchesRecorded(recorded: string, text: string): boolean {
  return new RegExp(`^${recorded.split('{{any}}').map(escapeRegExp).join('.+')}$`).test(text);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Masks what differs from run to run and folds repetitions: `s0 2, s1 3` and `s2 7` both become `#`. A random id may by chance have
 * no digit in it: `u-sgxaij`.
 */
export function mask(text: string): string {
  return text
    .replace(/[^\s"'`(),;:|{}[\]]*\d[^\s"'`(),;:|{}[\]]*/g, '#')
    .replace(/\b[a-z]-[a-z]{6,}\b/g, '#')
    .replace(/[^\s"'`]*#[^\s"'`(),;:|{}[\]]*/g, (word) => (word.includes('/') ? '#' : word))
    .replace(/#(?:[,;→ ]+(?:and )?#)+/g, '#')
    .replace(/[ \t]+$/gm, '');
}
