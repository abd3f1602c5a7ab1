import type { Evidence, Tone } from '../../../../kit.ts';
import type { Ledger, Write } from '../../model/ledger.ts';

const COLUMN_MS = 100;
/** Of load before zero that is shown as well. */
const LEAD_MS = 200;
const MOST_COLUMNS = 300;

interface Span {
  readonly label: string;
  readonly tone?: Tone;
  readonly from: number;
  readonly to: number;
}

/** What viewers saw during a migration, in columns of 100 ms: answers by kind, and events that were acknowledged then and are lost now. */
export function timeline(
  title: string,
  zero: number,
  ledger: Pick<Ledger, 'writes' | 'reads'>,
  lost: readonly Write[],
  spans: readonly Span[],
): Evidence {
  const answers = [...ledger.writes.flatMap(({ attempts }) => attempts), ...ledger.reads].filter(
    ({ endedAt }) => endedAt > zero - LEAD_MS,
  );
  const start = zero - LEAD_MS;
  const last = Math.max(zero, ...spans.map(({ to }) => to), ...answers.map(({ endedAt }) => endedAt));
  const columns = Math.min(MOST_COLUMNS, Math.floor((last - start) / COLUMN_MS) + 1);
  const count = (times: readonly number[]) => {
    const counts = new Array<number>(columns).fill(0);
    for (const time of times) {
      const column = Math.floor((time - start) / COLUMN_MS);
      if (column >= 0 && column < columns) counts[column] = (counts[column] ?? 0) + 1;
    }
    return counts;
  };
  const of = (kind: (status: number | undefined) => boolean) =>
    count(answers.filter(({ status }) => kind(status)).map(({ endedAt }) => endedAt));
  return {
    kind: 'timeline',
    title,
    columnMs: COLUMN_MS,
    series: [
      { label: '2xx', tone: 'good', counts: of((status) => status !== undefined && status < 300) },
      { label: '503', tone: 'warn', counts: of((status) => status === 503) },
      { label: '404', tone: 'bad', counts: of((status) => status === 404) },
      { label: 'no answer', tone: 'quiet', counts: of((status) => status === undefined) },
      // Each of these is among the 2xx as well.
      {
        label: 'acknowledged, lost later',
        tone: 'bad',
        line: true,
        counts: count(lost.flatMap(({ ackedAt }) => (ackedAt ? [ackedAt] : []))),
      },
    ],
    spans: spans.map(({ label, tone, from, to }) => ({
      label,
      ...(tone && { tone }),
      fromMs: Math.round(from - start),
      toMs: Math.round(to - start),
    })),
  };
}
