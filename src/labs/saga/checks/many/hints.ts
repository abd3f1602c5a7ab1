import { reasonOf, stateOf } from '../../model/judging.ts';
import type { Case } from '../../model/rig.ts';

/** When a POST was answered, and when the transfer it made was captured, if it was; both as `now()`. */
export interface Passage {
  readonly answeredAt: number;
  readonly capturedAt: number | undefined;
}

interface LimitRun {
  readonly cases: readonly Case[];
  /** One for each case. */
  readonly passages: readonly Passage[];
  readonly room: number;
  /** How much later every answer of the database came. */
  readonly latencyMs: number;
}

/** Too many passed the limit: where it does hold, or from when on. */
export function whoPassed(run: LimitRun): string | undefined {
  return eachInstance(run) ?? untilCaptured(run);
}

const passed = (one: Case) => stateOf(one) === 'COMPLETED';
const isRefused = (one: Case) => reasonOf(one) === 'limit_exceeded';
const capturedBy = (at: number, passages: readonly Passage[]) =>
  passages.filter(({ capturedAt }) => capturedAt !== undefined && capturedAt < at).length;

/** By chance three and three may pass where only captures count, too; there nobody is refused before there are as many of these. */
function eachInstance({ cases, passages, room }: LimitRun): string | undefined {
  const [refusedAt] = answersOf(cases, passages, isRefused);
  if (refusedAt === undefined || capturedBy(refusedAt, passages) >= room) return undefined;
  const count = new Map<string, number>();
  for (const { posting } of cases) count.set(posting.instance, 0);
  for (const { posting } of cases.filter(passed)) count.set(posting.instance, (count.get(posting.instance) ?? 0) + 1);
  if (count.size < 2 || [...count.values()].some((n) => n !== room)) return undefined;
  return `${[...count.keys()].join(' and ')} let exactly ${room} pass each, as many as the limit allows one of them alone. What does each of them know of those that the other let pass?`;
}

/**
 * One after the other, and nobody was refused before as many as fit had been captured. Those who only look before they write, all at the
 * same time, are answered in heaps, and the next heap is refused at once.
 */
function untilCaptured({ cases, passages, room, latencyMs }: LimitRun): string | undefined {
  const accepted = answersOf(cases, passages, passed);
  const [refusedAt] = answersOf(cases, passages, isRefused);
  const gaps = accepted.slice(1).map((at, i) => at - (accepted[i] ?? 0));
  if (refusedAt === undefined || accepted.length <= room || Math.min(...gaps) < latencyMs) return undefined;
  const before = accepted.filter((at) => at < refusedAt).length;
  const captured = capturedBy(refusedAt, passages);
  if (captured < room || before <= room) return undefined;
  return `The ${before} that passed first were answered one after the other, ${Math.round(Math.min(...gaps))} ms apart or more, and the first refusal came only when ${captured} of them had been captured. When is your sum read, and from when on does a transfer count in it?`;
}

/** In order of time. */
function answersOf(cases: readonly Case[], passages: readonly Passage[], wanted: (one: Case) => boolean): number[] {
  return passages
    .flatMap(({ answeredAt }, i) => (cases[i] && wanted(cases[i]) ? answeredAt : []))
    .sort((a, b) => a - b);
}
