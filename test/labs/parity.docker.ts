import type { Proof } from '../../src/proving/proof.ts';
import { entries, proofsOf, prove } from './support/prove.ts';

// The same solution must get the same verdict on both engines. Containers are slow, so not every proof is repeated here:
// the starter and the reference of one language, and for every step one wrong solution. `ARCHLAB_PROOF_ENGINE=docker` repeats all of them.
for (const entry of entries) {
  const { lab, proofs } = await proofsOf(entry);
  prove({ entry, lab, proofs: sample(proofs, entry.languages[0]), engine: 'docker', slots: 1 });
}

function sample(proofs: readonly Proof[], language: string | undefined): readonly Proof[] {
  const steps = new Set<string>();
  return proofs.filter(({ name, expect, language: own }) => {
    if (/^(starter|reference)\//.test(name)) return own === language;
    if (expect.kind !== 'fails') return false;
    const step = expect.check.slice(0, -1);
    return steps.size < steps.add(step).size;
  });
}
