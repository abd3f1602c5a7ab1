import type { Evidence, Span, Tone } from '../../kit.ts';
import { firstLine } from './judging.ts';
import type { Showing } from './shop.ts';

const COLUMN_MS = 100;

export interface TimelineData {
  readonly showings: readonly Showing[];
  /** `now()` of the beginning. */
  readonly startedAt: number;
  /** Catalog calls, in ms since then. */
  readonly callsAt: readonly number[];
  readonly slow: readonly [fromMs: number, toMs: number];
  /** What /breakers claimed, in ms since then; only for the picture. */
  readonly claims: readonly { readonly at: number; readonly state: string }[];
}

/** The outage as a picture: replies by source and catalog calls per 100 ms, the outage, and the breaker's state as claimed. */
export function timeline({ showings, startedAt, callsAt, slow, claims }: TimelineData): Evidence {
  const times = showings.map(({ at }) => at - startedAt);
  const columns = Math.floor(Math.max(0, ...times, ...callsAt) / COLUMN_MS) + 1;
  const counted = (moments: readonly number[]) => {
    const counts = Array.from({ length: columns }, () => 0);
    for (const at of moments) {
      const column = Math.max(0, Math.floor(at / COLUMN_MS));
      counts[column] = (counts[column] ?? 0) + 1;
    }
    return counts;
  };
  const bySource = (source: string) =>
    times.filter((_, index) => firstLine(showings[index] as Showing)?.product.source === source);
  return {
    kind: 'timeline',
    title: 'A slow catalog under 40 GET/s',
    columnMs: COLUMN_MS,
    series: [
      { label: 'live replies', tone: 'good', counts: counted(bySource('live')) },
      { label: 'cache replies', tone: 'warn', counts: counted(bySource('cache')) },
      { label: 'none replies', tone: 'quiet', counts: counted(bySource('none')) },
      { label: 'catalog calls', tone: 'info', line: true, counts: counted(callsAt) },
    ],
    spans: [
      { label: 'catalog slow', tone: 'bad', fromMs: Math.round(slow[0]), toMs: Math.round(slow[1]) },
      ...silent(counted(times), counted(callsAt)),
      ...claimed(claims),
    ],
  };
}

/** Columns without a call, though GETs came, that make a silence longer than one slow call. */
const SILENT_COLUMNS = 4;

/** What the wire says about the breaker: GETs came and nobody called the catalog, so it was open. */
function silent(gets: readonly number[], calls: readonly number[]): Span[] {
  const spans: Span[] = [];
  let from: number | undefined;
  for (let column = 0; column <= gets.length; column++) {
    const quiet = (gets[column] ?? 0) > 0 && calls[column] === 0;
    if (quiet) from ??= column;
    else if (from !== undefined) {
      if (column - from >= SILENT_COLUMNS)
        spans.push({ label: 'open', lane: BY_WIRE, tone: 'bad', fromMs: from * COLUMN_MS, toMs: column * COLUMN_MS });
      from = undefined;
    }
  }
  return spans;
}

const BY_WIRE = 'breaker, by the wire';
const BY_CLAIM = 'breaker, by /breakers';
const TONES: Readonly<Record<string, Tone>> = { closed: 'good', open: 'bad', half_open: 'warn' };

function claimed(claims: TimelineData['claims']): Span[] {
  const spans: (Span & { toMs: number })[] = [];
  for (const { at, state } of claims) {
    const last = spans.at(-1);
    if (last) last.toMs = Math.round(at);
    if (last?.label !== state) {
      const tone = TONES[state] ?? 'quiet';
      spans.push({ label: state, lane: BY_CLAIM, tone, fromMs: Math.round(at), toMs: Math.round(at) });
    }
  }
  return spans;
}
