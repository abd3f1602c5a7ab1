import type { Status } from '../../grading/verdict.ts';

/** A sign and a word for each ending: neither stands alone, for one is not heard and the other not seen at a glance. */
const SIGNS: Readonly<Record<Status, readonly [sign: string, word: string]>> = {
  passed: ['✔', 'passed'],
  failed: ['✘', 'failed'],
  inconclusive: ['?', 'inconclusive'],
  errored: ['!', 'archlab failed'],
  interrupted: ['■', 'interrupted'],
  'not-run': ['·', 'not run'],
};

export function badge(status: Status): string {
  const [sign, word] = SIGNS[status];
  return `<span class="badge ${status}"><span aria-hidden="true">${sign}</span>${word}</span>`;
}

/** Only the sign is seen; the word is heard. */
export function mark(status: Status): string {
  const [sign, word] = SIGNS[status];
  return `<span class="mark ${status}" aria-hidden="true">${sign}</span><span class="unseen">${word}: </span>`;
}
