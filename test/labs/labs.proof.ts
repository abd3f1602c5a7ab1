import { expect, test } from 'vitest';
import { whatIsUnproved } from '../../src/proving/soundness.ts';
import { entries, proofsOf, prove } from './support/prove.ts';
import { PROOF_SLOTS } from './support/slots.ts';

// Every lab's grader is tried on solutions whose outcome is known (docs/proofs.md).
const engine = process.env.ARCHLAB_PROOF_ENGINE === 'docker' ? 'docker' : 'local';

for (const entry of entries) {
  const { lab, proofs, leftOut } = await proofsOf(entry);
  prove({ entry, lab, proofs, engine, slots: PROOF_SLOTS });

  test(`the proofs of ${entry.id} can be a proof`, () => {
    expect(whatIsUnproved(entry, lab, proofs, { right: 3, nothing: 3 })).toEqual([]);
  });

  // Where somebody works on one language only, a line says so; the CI is to have them all.
  test(`no language of ${entry.id} is left out`, () => {
    expect(process.env.CI === 'true' ? leftOut : []).toEqual([]);
  });
}
