import type { LabEntry } from '../catalogue/types.ts';
import type { Lab } from '../grading/types.ts';
import type { Proof } from './proof.ts';

/** How many solutions a lab must at least be tried on, besides starter, reference and one wrong solution per check. */
interface Least {
  readonly right: number;
  readonly nothing: number;
}

/** What keeps the proofs of a lab from being a proof, whatever comes of them; empty when they can be one. Pure. */
export function whatIsUnproved(entry: LabEntry, lab: Lab, proofs: readonly Proof[], least: Least): string[] {
  return [...disagreements(entry, lab), ...uncaught(lab, proofs), ...tooFew(proofs, least)];
}

function disagreements(entry: LabEntry, lab: Lab): string[] {
  const problems: string[] = [];
  if (lab.id !== entry.id) problems.push(`lab.ts calls the lab "${lab.id}", labs.yaml "${entry.id}"`);
  const tell = (steps: readonly { readonly id: string; readonly title: string }[]) =>
    steps.map(({ id, title }) => `${id} (${title})`).join(', ');
  if (tell(lab.steps) !== tell(entry.steps)) {
    problems.push(`the steps of lab.ts are ${tell(lab.steps)}; those of labs.yaml ${tell(entry.steps)}`);
  }
  for (const [index, { id, checks }] of lab.steps.entries()) {
    if (checks.length === 0) problems.push(`step ${index + 1} (${id}) has no checks`);
    for (const check of checks) {
      if (!new RegExp(`^${index + 1}[a-z]$`).test(check.id))
        problems.push(
          `check ${check.id} of step ${index + 1} must be named by its step and a letter: ${index + 1}a, ${index + 1}b, …`,
        );
    }
  }
  return problems;
}

/** A check that no wrong solution needs may as well be one that never fails. */
function uncaught(lab: Lab, proofs: readonly Proof[]): string[] {
  const wrong = proofs.filter(({ name }) => name.startsWith('wrong/'));
  const caught = new Set(wrong.map(({ expect }) => (expect.kind === 'fails' ? expect.check : '')));
  return lab.steps
    .flatMap(({ checks }) => checks)
    .filter(({ id }) => !caught.has(id))
    .map(({ id, title }) => `check ${id} (${title}) has no wrong solution of its own: nothing shows that it can fail`);
}

function tooFew(proofs: readonly Proof[], least: Least): string[] {
  return (['right', 'nothing'] as const).flatMap((group) => {
    const there = proofs.filter(({ name }) => name.startsWith(`${group}/`)).length;
    return there >= least[group] ? [] : [`${group}/ has ${there} of at least ${least[group]} solutions`];
  });
}
