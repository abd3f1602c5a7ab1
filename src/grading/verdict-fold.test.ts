import { expect, test } from 'vitest';
import type { CheckVerdict, RunEvent, Status } from './verdict.ts';
import { foldVerdict } from './verdict-fold.ts';

const started: RunEvent = {
  type: 'run-started',
  at: '2026-01-01T00:00:00.000Z',
  archlab: '0.0.0',
  lab: 'sharding',
  language: 'typescript',
  engine: 'local',
  seed: 7,
  steps: [
    {
      number: 1,
      id: 'one',
      title: 'One',
      checks: [
        { id: '1a', title: 'A' },
        { id: '1b', title: 'B' },
      ],
    },
    { number: 2, id: 'two', title: 'Two', checks: [{ id: '2a', title: 'A' }] },
  ],
};
const finished: RunEvent = { type: 'run-finished', durationMs: 5, interrupted: false };
const check = (step: number, id: string, status: Status): RunEvent => {
  const verdict: CheckVerdict = { id, title: id, status, durationMs: 1, exposed: {}, evidence: [] };
  return { type: 'check-finished', step, verdict };
};
const statuses = (events: RunEvent[]) => {
  const verdict = foldVerdict(events);
  return [verdict.outcome, ...verdict.steps.map((step) => step.status)];
};

test('passed needs every check of every step', () => {
  expect(
    statuses([started, check(1, '1a', 'passed'), check(1, '1b', 'passed'), check(2, '2a', 'passed'), finished]),
  ).toEqual(['passed', 'passed', 'passed']);
});

test('a failure leaves what comes after it not run', () => {
  expect(statuses([started, check(1, '1a', 'failed'), finished])).toEqual(['failed', 'failed', 'not-run']);
});

test('our own bug is never hidden behind a failure, and inconclusive never behind passes', () => {
  expect(statuses([started, check(1, '1a', 'failed'), check(2, '2a', 'errored'), finished])[0]).toBe('errored');
  expect(
    statuses([started, check(1, '1a', 'passed'), check(1, '1b', 'inconclusive'), check(2, '2a', 'passed'), finished]),
  ).toEqual(['inconclusive', 'inconclusive', 'passed']);
});

test('a run that was cut off is interrupted, with what it had found', () => {
  const events = [started, check(1, '1a', 'passed'), check(1, '1b', 'passed')];
  expect(statuses(events)).toEqual(['interrupted', 'passed', 'not-run']);
  expect(statuses([...events, { type: 'run-finished', durationMs: 1, interrupted: true }])[0]).toBe('interrupted');
});

test('a run that ended without a failure but did not run everything has not passed', () => {
  expect(statuses([started, check(1, '1a', 'passed'), check(1, '1b', 'passed'), finished])[0]).not.toBe('passed');
});

test('events must begin with the start', () => {
  expect(() => foldVerdict([finished])).toThrow('run-started');
});
