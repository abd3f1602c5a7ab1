import { expect, test } from 'vitest';
import { ArchlabError } from '../errors/error.ts';
import { defineCheck } from './define.ts';
import { SolutionFault } from './fault.ts';
import { fail, inconclusive, pass } from './judgement.ts';
import { fromJudgement, runCheck } from './run-check.ts';
import type { Arena, Check } from './types.ts';

const failure = { did: 'asked', expected: 'yes', observed: 'no', look: ['there'] } as const;
const arena = {} as Arena;
const never = new AbortController().signal;

const checkOf = (overrides: Partial<Check<undefined, string>>) =>
  defineCheck<undefined, string>({
    id: '1a',
    title: 'a',
    minimum: {},
    observe: async () => 'seen',
    judge: () => pass({}),
    ...overrides,
  });
const run = (overrides: Partial<Check<undefined, string>>, signal = never) =>
  runCheck(checkOf(overrides), undefined, () => arena, signal);

test('a pass on too little traffic is inconclusive, and says how little', () => {
  expect(fromJudgement(pass({ requests: 3 }), { requests: 20 })).toMatchObject({
    status: 'inconclusive',
    reason: 'Too little was seen to judge: requests 3, at least 20 needed.',
  });
  expect(fromJudgement(pass({}), { requests: 1 }).status).toBe('inconclusive');
  expect(fromJudgement(pass({ requests: 20 }), { requests: 20 }).status).toBe('passed');
});

test('a failure needs no minimum: one counterexample is enough', () => {
  expect(fromJudgement(fail(failure), { requests: 20 })).toMatchObject({ status: 'failed', failure });
});

test('judgements become verdicts', async () => {
  expect((await run({ judge: (seen) => fail({ ...failure, observed: seen }) })).verdict).toMatchObject({
    id: '1a',
    status: 'failed',
    failure: { observed: 'seen' },
  });
  expect((await run({ judge: () => inconclusive('busy') })).verdict).toMatchObject({
    status: 'inconclusive',
    reason: 'busy',
  });
});

test('a solution that cannot be started fails the check; a broken harness does not', async () => {
  const thrower = (error: Error) => run({ observe: () => Promise.reject(error) });
  expect((await thrower(new SolutionFault(failure))).verdict).toMatchObject({ status: 'failed', failure });
  expect(
    (await thrower(new ArchlabError('MACHINE_SERVICE_NOT_READY', 's0 is not ready', { details: ['last line'] })))
      .verdict,
  ).toMatchObject({ status: 'inconclusive', reason: 's0 is not ready\nlast line' });
  expect((await thrower(new TypeError('x is undefined'))).verdict).toMatchObject({
    status: 'errored',
    reason: 'x is undefined',
    stack: expect.stringContaining('TypeError'),
  });
});

test('a judge that throws is our bug', async () => {
  const { verdict } = await run({
    judge: () => {
      throw new Error('bad judge');
    },
  });
  expect(verdict).toMatchObject({ status: 'errored', reason: 'bad judge' });
});

test('reaching the limit is inconclusive and marks the stage as stuck, even when the observation ignores the signal', async () => {
  const { verdict, stuck } = await run({ limitMs: 10, observe: () => new Promise(() => undefined) });
  expect(stuck).toBe(true);
  expect(verdict).toMatchObject({
    status: 'inconclusive',
    reason: expect.stringContaining('did not finish within 0.01 s'),
  });
});

test('an abort from outside is an interruption, not a failure', async () => {
  const abort = new AbortController();
  const running = run({ observe: () => new Promise(() => undefined) }, abort.signal);
  abort.abort();
  expect((await running).verdict.status).toBe('interrupted');
});
