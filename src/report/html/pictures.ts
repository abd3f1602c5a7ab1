import type { Evidence } from '../../grading/types.ts';
import { type CheckVerdict, isTrouble, type StepVerdict } from '../../grading/verdict.ts';

/** A check and its pictures. */
export interface Pictures {
  readonly check: CheckVerdict;
  readonly open: readonly Evidence[];
  /** A click away: whoever wants to compare finds them, nobody has to scroll past them. */
  readonly folded: readonly Evidence[];
  /** Titles of those that an other check of the step shows already. */
  readonly elsewhere: readonly string[];
}

/** Pictures with a line for each thing that happened: to look something up in, not to see it at a glance. */
const LONG: ReadonlySet<Evidence['kind']> = new Set(['swimlanes', 'waterfall', 'table']);

/**
 * What a reader should see of a step: all of the checks that did not pass; of a step in which all passed, one picture that can
 * be taken in at a glance, if there is one. In the order of the checks. Pure.
 */
export function picturesOf({ checks }: StepVerdict): readonly Pictures[] {
  const trouble = checks.filter(isTrouble);
  const all = checks.flatMap(({ evidence }) => evidence);
  const representative = trouble.length > 0 ? undefined : (all.find(({ kind }) => !LONG.has(kind)) ?? all[0]);
  const shown = new Set<string>();
  const chosen = [...trouble, ...checks.filter((one) => !isTrouble(one))].map((check): Pictures => {
    const fresh = check.evidence.filter((one) => isNew(one, shown));
    const isOpen = (one: Evidence) => isTrouble(check) || one === representative;
    return {
      check,
      open: fresh.filter(isOpen),
      folded: fresh.filter((one) => !isOpen(one)),
      elsewhere: check.evidence.filter((one) => !fresh.includes(one)).map(({ title }) => title),
    };
  });
  return chosen.sort((a, b) => checks.indexOf(a.check) - checks.indexOf(b.check));
}

function isNew(picture: Evidence, shown: Set<string>): boolean {
  const key = JSON.stringify(picture);
  if (shown.has(key)) return false;
  shown.add(key);
  return true;
}
