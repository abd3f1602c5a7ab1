import type { CheckVerdict, Verdict } from '../grading/verdict.ts';

// Fixed verdicts for the tests of the reports.

const check = (id: string, title: string, more: Partial<CheckVerdict> = {}): CheckVerdict => ({
  id,
  title,
  status: 'passed',
  durationMs: 400,
  exposed: { requests: 200 },
  evidence: [],
  ...more,
});

export const FAILED: Verdict = {
  schema: 'archlab.verdict/1',
  archlab: '0.1.0',
  lab: 'sharding',
  language: 'typescript',
  engine: 'local',
  seed: 8123,
  outcome: 'failed',
  startedAt: '2026-11-28T17:00:00.000Z',
  durationMs: 12_345,
  steps: [
    {
      number: 1,
      id: 'route-by-key',
      title: 'Route by key',
      status: 'passed',
      durationMs: 1200,
      checks: [check('1a', 'agree'), check('1b', 'together')],
    },
    {
      number: 2,
      id: 'spread-evenly',
      title: 'Spread evenly, touch one shard',
      status: 'failed',
      durationMs: 900,
      checks: [
        check('2a', 'balance'),
        check('2b', 'one shard on the wire', {
          status: 'failed',
          durationMs: 500,
          failure: {
            did: 'sent GET /users/u-31, alone, after 20 requests to warm up',
            expected: 'data statements on the shard that holds u-31 (s2), and on no other',
            observed:
              'SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.\nThat is a broadcast \u001b[31m& not sharding.',
            look: ['src/routing.ts', 'README.md, step 2'],
          },
        }),
        check('2c', 'no cheating memory', { status: 'not-run', durationMs: 0, exposed: {} }),
      ],
    },
    {
      number: 3,
      id: 'ask-everybody',
      title: 'Ask everybody, once',
      status: 'not-run',
      durationMs: 0,
      checks: [check('3a', 'exact', { status: 'not-run', durationMs: 0, exposed: {} })],
    },
  ],
};

export const PASSED: Verdict = {
  ...FAILED,
  outcome: 'passed',
  durationMs: 1200,
  steps: FAILED.steps.slice(0, 1),
};

/** One check of each other kind of ending. */
export const UNSURE: Verdict = {
  ...FAILED,
  outcome: 'errored',
  steps: [
    {
      number: 4,
      id: 'lose-a-shard',
      title: 'Lose a shard',
      status: 'errored',
      durationMs: 3000,
      checks: [
        check('4a', 'own users fail fast', { status: 'inconclusive', reason: 'Too little was seen to judge.' }),
        check('4b', 'others unharmed', {
          status: 'errored',
          reason: 'x is not a function',
          stack: 'TypeError: x is not a function\n    at lab.ts:1:1',
        }),
        check('4c', 'partial answers', { status: 'interrupted', reason: 'Interrupted.' }),
      ],
    },
  ],
};
