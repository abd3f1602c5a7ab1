import { expect, test } from 'vitest';
import type { Verdict } from '../grading/verdict.ts';
import type { Proof } from '../proving/proof.ts';
import type { ProofResult } from '../proving/run-proof.ts';
import { makeStyle } from '../report/style.ts';
import { exitOf, render } from './lab-check.ts';

const style = makeStyle({ colour: false, unicode: true, columns: 100 });

function result(name: string, outcome: Verdict['outcome'], ...problems: string[]): ProofResult {
  const check = { id: '1b', title: '', status: outcome, durationMs: 0, exposed: {}, evidence: [] };
  return {
    proof: {
      name,
      about: 'takes a maybe for a no',
      expect: { kind: 'fails', check: '1b', also: [] },
    } as unknown as Proof,
    verdict: { outcome, durationMs: 1234, steps: [{ checks: [check] }] } as unknown as Verdict,
    problems,
  };
}

const report = (...results: ProofResult[]) => ({ lab: 'orders', engine: 'local', results, ms: 12_300 });

test('all as expected: a table and one sentence', () => {
  expect(render(report(result('wrong/late', 'failed'), result('wrong/early', 'failed')), style).split('\n')).toEqual([
    'Proofs of orders',
    '',
    '  solution     expected  verdict  s',
    '  wrong/early  fails 1b  1b       1.2  as expected',
    '  wrong/late   fails 1b  1b       1.2  as expected',
    '',
    'orders: all 2 solutions came to what they must, in 12.3 s.',
    '',
  ]);
});

test('what is not as expected is told in full, with the way on where a text has changed', () => {
  const text = 'the failure text differs from the recorded one.\nrecorded:\ndid: a\n\nnow:\ndid: b\n';
  const shown = render(report(result('wrong/late', 'failed', text), result('wrong/early', 'failed')), style);
  expect(shown).toContain('wrong/late   fails 1b  1b       1.2  NOT AS EXPECTED');
  expect(shown).toContain(
    'wrong/late: takes a maybe for a no\n  the failure text differs from the recorded one.\n  recorded:\n  did: a\n',
  );
  expect(shown).toContain('orders: 1 of 2 solutions did not come to what they must.\n');
  expect(shown).toContain('archlab lab check --record');
});

test('exit codes: the grader is at fault, or the machine', () => {
  expect(exitOf([report(result('a', 'failed'))])).toBe(0);
  expect(exitOf([report(result('a', 'inconclusive', 'x'), result('b', 'failed'))])).toBe(75);
  expect(exitOf([report(result('a', 'inconclusive', 'x')), report(result('b', 'passed', 'y'))])).toBe(1);
});
