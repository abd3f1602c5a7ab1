import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Verdict } from '../grading/verdict.ts';
import { EVIDENCE } from './evidence.fixture.ts';
import { FAILED, PASSED, UNSURE } from './verdicts.fixture.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/verdict.schema.json', import.meta.url), 'utf8')) as object;
const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);

const withEvidence: Verdict = {
  ...FAILED,
  steps: FAILED.steps.map((step) => ({
    ...step,
    checks: step.checks.map((check) => ({ ...check, evidence: EVIDENCE })),
  })),
};

test.each([
  ['failed', FAILED],
  ['passed', PASSED],
  ['errored', UNSURE],
  ['with evidence of every kind', withEvidence],
])('the published schema accepts a verdict: %s', (_, verdict) => {
  validate(JSON.parse(JSON.stringify(verdict)));
  expect(validate.errors).toBeNull();
});

test.each([
  ['without a seed', { ...FAILED, seed: undefined }],
  ['of another version', { ...FAILED, schema: 'archlab.verdict/2' }],
  ['never run', { ...FAILED, outcome: 'not-run' }],
  [
    'failed without a failure',
    { ...PASSED, steps: [{ ...PASSED.steps[0], checks: [{ ...PASSED.steps[0]!.checks[0], status: 'failed' }] }] },
  ],
])('the published schema refuses a verdict: %s', (_, verdict) => {
  expect(validate(JSON.parse(JSON.stringify(verdict)))).toBe(false);
});
