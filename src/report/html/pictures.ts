import type { Evidence } from '../../grading/types.ts';
import type { CheckVerdict, StepVerdict } from '../../grading/verdict.ts';

/** A check and its pictures. */
export interface Pictures {
  readonly check: CheckVerdict;
  readonly open: readonly Evidence[];
  /** A click away: whoever wants to compare finds them, nobody has to scroll past them. */
  readonly folded: readonly Evidence[];
  /** Titles of those that an other check of the step shows already. */
  readonly elsewhere: readonly string[];
}

/**
 * What a reader should see of a step: all of the checks that did not pass; of a step in which all passed, the first picture
 * as its representative. In the order of the checks. Pure.
 */
export function picturesOf({ checks }: StepVerdict): readonly Pictures[] {
  const trouble = checks.filter(isTrouble);
  const representative = trouble.length > 0 ? undefined : checks.find(({ evidence }) => evidence.length > 0);
  const shown = new Set<string>();
  const chosen = [...trouble, ...checks.filter((one) => !isTrouble(one))].map((check): Pictures => {
    const fresh = check.evidence.filter((one) => isNew(one, shown));
    const open = isTrouble(check) ? fresh.length : check === representative ? 1 : 0;
    return {
      check,
      open: fresh.slice(0, open),
      folded: fresh.slice(open),
      elsewhere: check.evidence.filter((one) => !fresh.includes(one)).map(({ title }) => title),
    };
  });
  return chosen.sort((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check));
}

export function isTrouble({ status }: CheckVerdict): boolean {
  return status !== 'passed' && status !== 'not-run';
}

function isNew(picture: Evidence, shown: Set<string>): boolean {
  const key = JSON.stringify(picture);
  if (shown.has(key)) return false;
  shown.add(key);
  return true;
}
