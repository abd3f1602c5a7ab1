import type { StepVerdict, Verdict } from '../../grading/verdict.ts';
import { xml } from '../escape.ts';
import { count, duration } from '../lines.ts';
import { checkSection } from './check.ts';
import type { Draw } from './figure.ts';
import { picturesOf } from './pictures.ts';
import { badge, mark } from './status.ts';

/** One run: its verdict, its steps as a table of contents, and each step. */
export function runSections(verdict: Verdict, draw: Draw): string {
  const { says, next } = summary(verdict);
  return [
    `<p class="lead"><bdi>${xml(says)}</bdi></p>`,
    ...(next ? [`<p>${next[0]}: <code>${next[1]}</code></p>`] : []),
    contents(verdict),
    ...verdict.steps.map((step) => stepSection(step, verdict, draw)),
  ].join('\n');
}

export function facts(verdict: Verdict): string {
  const all = {
    language: verdict.language,
    engine: verdict.engine,
    seed: String(verdict.seed),
    took: duration(verdict.durationMs),
    at: `${verdict.startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    archlab: verdict.archlab,
  };
  const rows = Object.entries(all).map(
    ([name, value]) => `<div><dt>${name}</dt><dd><bdi>${xml(value)}</bdi></dd></div>`,
  );
  return `<dl class="facts">${rows.join('')}</dl>`;
}

interface Summary {
  readonly says: string;
  /** What to do next, and the command for it. */
  readonly next?: readonly [when: string, command: string];
}

function summary({ outcome, steps }: Verdict): Summary {
  const ran = steps.filter(({ status }) => status !== 'not-run');
  const passed = ran.filter(({ status }) => status === 'passed').length;
  switch (outcome) {
    case 'passed':
      return { says: `All is well: ${count(passed, 'step')} of ${steps.length} ran, and every check passed.` };
    case 'failed':
      return {
        says: `${passed} of ${count(ran.length, 'step')} passed.${whereItFailed(steps)}`,
        next: ['If you are stuck', 'archlab hint'],
      };
    case 'inconclusive':
      return {
        says: 'The machine or the harness got in the way; this says nothing about your solution. Run it again.',
        next: ['If it stays so', 'archlab doctor'],
      };
    case 'errored':
      return {
        says: 'archlab itself failed; this says nothing about your solution. Please report it with the text below.',
      };
    case 'interrupted':
      return { says: 'The run was interrupted: this is what was known by then.' };
  }
}

function whereItFailed(steps: readonly StepVerdict[]): string {
  const failed = steps.find(({ status }) => status === 'failed');
  const check = failed?.checks.find(({ status }) => status === 'failed');
  if (!failed || !check) return '';
  return ` Step ${failed.number}, “${failed.title}”, failed at ${check.id}: ${check.title}.`;
}

const anchor = (step: StepVerdict) => `step-${step.number}`;

function contents({ steps }: Verdict): string {
  const items = steps.map((step) => {
    const title = `<span>${mark(step.status)}</span><span>${step.number}&ensp;<bdi>${xml(step.title)}</bdi></span>`;
    // Nothing is said further down about what did not run.
    return step.status === 'not-run'
      ? `<li><span class="step not-run">${title}</span></li>`
      : `<li><a class="${step.status}" href="#${anchor(step)}">${title}</a></li>`;
  });
  return `<nav aria-label="Steps"><ol>${items.join('')}</ol></nav>`;
}

function stepSection(step: StepVerdict, verdict: Verdict, draw: Draw): string {
  if (step.status === 'not-run') return '';
  const id = anchor(step);
  const pictures = picturesOf(step);
  const checks = pictures.map((shown, index) => checkSection(shown, { verdict, id: `${id}-${index + 1}`, draw }));
  return [
    `<section class="step-section" aria-labelledby="${id}">`,
    `<header><h2 id="${id}">Step ${step.number}: <bdi>${xml(step.title)}</bdi></h2>${badge(step.status)}<span class="small">${count(step.checks.length, 'check')}, ${duration(step.durationMs)}</span></header>`,
    ...checks,
    '</section>',
  ].join('\n');
}
