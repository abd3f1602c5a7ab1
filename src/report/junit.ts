import type { CheckVerdict, StepVerdict, Verdict } from '../grading/verdict.ts';
import { xml } from './escape.ts';
import { replayCommand } from './replay.ts';

/** JUnit XML: a run is a file of suites, a step a suite, a check a test case. Our faults are errors, the learner's failures. */
export function renderJunit(verdicts: readonly Verdict[]): string {
  const suites = verdicts.flatMap((verdict) => verdict.steps.map((step) => suite(verdict, step)));
  const all = verdicts.flatMap((verdict) => verdict.steps.flatMap((step) => step.checks));
  const name = verdicts[0]?.lab ?? 'archlab';
  const time = verdicts.reduce((sum, verdict) => sum + verdict.durationMs, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${xml(name)}" ${totals(all)} time="${seconds(time)}">`,
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(verdict: Verdict, step: StepVerdict): string {
  const name = `${verdict.lab} ${step.number} ${step.title}`;
  return [
    `  <testsuite name="${xml(name)}" ${totals(step.checks)} time="${seconds(step.durationMs)}" timestamp="${verdict.startedAt}">`,
    '    <properties>',
    ...Object.entries({ engine: verdict.engine, language: verdict.language, seed: String(verdict.seed) }).map(
      ([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`,
    ),
    '    </properties>',
    ...step.checks.map((check) => testCase(verdict, step, check)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(verdict: Verdict, step: StepVerdict, check: CheckVerdict): string {
  const open = `    <testcase name="${xml(`${check.id} ${check.title}`)}" classname="${xml(`${verdict.lab}.${step.id}`)}" time="${seconds(check.durationMs)}"`;
  const body = outcome(verdict, check);
  return body === undefined ? `${open}/>` : `${open}>\n      ${body}\n    </testcase>`;
}

function outcome(verdict: Verdict, check: CheckVerdict): string | undefined {
  const reason = xml(check.reason ?? '');
  switch (check.status) {
    case 'passed':
      return undefined;
    case 'not-run':
      return '<skipped/>';
    case 'failed':
      return `<failure message="${attribute(check.failure?.observed ?? '')}">${xml(failureText(verdict, check))}</failure>`;
    case 'errored':
    case 'inconclusive':
    case 'interrupted':
      return `<error type="${check.status}" message="${attribute(check.reason ?? '')}">${check.stack ? xml(check.stack) : reason}</error>`;
  }
}

function failureText(verdict: Verdict, check: CheckVerdict): string {
  if (!check.failure) return '';
  const { did, expected, observed, look } = check.failure;
  return [
    `did: ${did}`,
    `expected: ${expected}`,
    `observed: ${observed}`,
    ...look.map((place) => `look at: ${place}`),
    `replay with: ${replayCommand(verdict, check.id)}`,
  ].join('\n');
}

/** An attribute is one line: XML readers turn line breaks in it into spaces. */
function attribute(text: string): string {
  return xml(text.split('\n')[0] ?? '');
}

function totals(checks: readonly CheckVerdict[]): string {
  const number = (...statuses: CheckVerdict['status'][]) =>
    checks.filter((check) => statuses.includes(check.status)).length;
  return `tests="${checks.length}" failures="${number('failed')}" errors="${number('errored', 'inconclusive', 'interrupted')}" skipped="${number('not-run')}"`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
