import type { Random } from '../../host/random.ts';
import type { Fault } from '../types.ts';
import type { Behaviour } from './behaviour.ts';

type Latency = Extract<Fault, { kind: 'latency' }>;

/** Delivers `ms` ± `jitterMs` after arrival. Order is not its business: the schedule never lets a piece overtake. */
export function latency(fault: Latency, random: Random): Behaviour {
  const jitter = fault.jitterMs ?? 0;
  const draw = () => Math.max(0, fault.ms + (jitter === 0 ? 0 : (random.next() * 2 - 1) * jitter));
  return {
    disturb: (direction) => ((fault.toward ?? direction) === direction ? { delay: (due) => due + draw() } : undefined),
  };
}
