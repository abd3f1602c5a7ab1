import type { Kind } from '../../model/call.ts';
import type { Rule } from '../../model/wire.ts';

/** A place where a program can die: just before a call takes effect, or just before it hears that it has. */
export interface Boundary {
  readonly kind: Kind;
  readonly where: 'before' | 'after';
}

const KINDS = ['hold', 'screening', 'credit', 'capture', 'release'] as const;

export const BOUNDARIES: readonly Boundary[] = KINDS.flatMap((kind) => [
  { kind, where: 'before' as const },
  { kind, where: 'after' as const },
]);

/** As the middle of a sentence: `killed it after the bank had executed the credit, before it heard of it`. */
export function toldOf(boundary: Boundary | undefined): string {
  if (!boundary) return 'killed it when it had answered the POST with 202';
  const { kind, where } = boundary;
  const service = kind === 'screening' ? 'the screening' : 'the bank';
  return where === 'before'
    ? `killed it after it had sent the ${kind}, which had not reached ${service} yet`
    : `killed it after ${service} had executed the ${kind}, before it heard of it`;
}

/** Freezes each transfer at its boundary; whatever the transfer tries from then on is stopped on its way as well. */
export function freezeAt(boundaryOf: ReadonlyMap<number, Boundary>): Rule {
  const reached = new Set<number>();
  return ({ amount, kind }) => {
    const boundary = amount === undefined ? undefined : boundaryOf.get(amount);
    if (amount === undefined || !boundary) return undefined;
    if (reached.has(amount)) return { kind: 'freeze-before' };
    if (kind !== boundary.kind) return undefined;
    reached.add(amount);
    return { kind: boundary.where === 'before' ? 'freeze-before' : 'freeze-after' };
  };
}

/** Freezes everything, in turn before and after it takes effect. */
export function freezeAll(): Rule {
  let count = 0;
  return () => {
    count += 1;
    return { kind: count % 2 === 1 ? 'freeze-before' : 'freeze-after' };
  };
}
