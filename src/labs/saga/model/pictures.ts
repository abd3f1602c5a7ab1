import type { Block, Evidence, Line, Span, Tone } from '../../../kit.ts';
import type { Movement } from './banks.ts';
import { type Call, outcomeOf } from './call.ts';
import { shownOf } from './judging.ts';
import type { Case, Rig } from './rig.ts';
import { money } from './transfer.ts';
import type { Ghost } from './wire.ts';

const TONES: Readonly<Record<ReturnType<typeof outcomeOf>, Tone>> = {
  ok: 'good',
  refused: 'info',
  lost: 'warn',
  frozen: 'bad',
};
/** More lanes than this say less. */
const MOST_LANES = 24;

/** What the picture is made of. */
export interface Drawn {
  readonly zero: number;
  readonly calls: readonly Call[];
  readonly ghosts: readonly Ghost[];
  /** Kills, stops, healings; times as `now()`. */
  readonly marks: readonly Span[];
  readonly cases: readonly Case[];
  readonly movements: readonly Movement[];
}

export function drawn(
  rig: Rig,
  cases: readonly Case[],
  movements: readonly Movement[],
  marks: readonly Span[] = [],
): Drawn {
  const { zero, wire } = rig;
  const amounts = new Set(cases.map(({ transfer }) => transfer.amount));
  const ours = ({ amount }: Call) => amount !== undefined && amounts.has(amount);
  return {
    zero,
    calls: wire.calls.filter(ours),
    ghosts: wire.ghosts.filter(({ call }) => ours(call)),
    marks,
    cases,
    movements,
  };
}

/** A lane per transfer with its calls, and the money under it. */
export function pictures(title: string, seen: Drawn): Evidence[] {
  const spans = seen.marks.map((mark) => ({ ...mark, fromMs: since(seen, mark.fromMs), toMs: since(seen, mark.toMs) }));
  return [
    {
      kind: 'swimlanes',
      title: `${title}: the calls of each transfer`,
      lanes: seen.cases.slice(0, MOST_LANES).map((one) => lane(seen, one)),
      spans,
    },
    {
      kind: 'series',
      title: `${title}: money there, compared with the beginning`,
      unit: 'cents',
      lines: moneyLines(seen),
      spans,
    },
  ];
}

function lane(seen: Drawn, one: Case) {
  const { amount, from } = one.transfer;
  const blocks: Block[] = seen.calls
    .filter((call) => call.amount === amount)
    .map((call) => ({
      label: `${call.kind} ${outcomeOf(call)}`,
      tone: TONES[outcomeOf(call)],
      fromMs: since(seen, call.http.at),
      toMs: since(seen, call.http.endedAt ?? call.http.at + 1),
    }));
  const ghosts: Block[] = seen.ghosts
    .filter(({ call }) => call.amount === amount)
    .map(({ call, at, status }) => ({
      label: `${call.kind} ghost, ${status}`,
      tone: 'quiet',
      fromMs: since(seen, at),
      toMs: since(seen, at) + 20,
    }));
  return {
    label: `${money(amount)} from ${from.slice(0, 1).toUpperCase()}`,
    end: shownOf(one),
    blocks: [...blocks, ...ghosts],
  };
}

/** Σ available + captured − given, and what is held at the time. Money between a credit and its capture is there twice for a moment. */
function moneyLines(seen: Drawn): Line[] {
  let there = 0;
  let held = 0;
  const points: [number, number][] = [[0, 0]];
  const flight: [number, number][] = [[0, 0]];
  for (const { at, what, amount } of seen.movements) {
    if (what === 'hold') held += amount;
    if (what === 'release' || what === 'capture') held -= amount;
    if (what === 'capture') there -= amount;
    if (what === 'credit') there += amount;
    points.push([since(seen, at), there]);
    flight.push([since(seen, at), held]);
  }
  return [
    { label: 'money minus the beginning', points, steps: true },
    { label: 'held for transfers', points: flight, steps: true, area: true, tone: 'quiet' },
  ];
}

const since = ({ zero }: Drawn, at: number) => Math.max(0, Math.round(at - zero));
