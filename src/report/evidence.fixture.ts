import type { Evidence } from '../grading/types.ts';

/** Evidence of every kind, with what each may have. */
export const EVIDENCE: readonly Evidence[] = [
  {
    kind: 'bars',
    title: 'viewers per shard',
    bars: [
      { label: 's0', value: 151 },
      { label: 's1', value: 147 },
      { label: 's2', value: 259 },
      { label: 's3', value: 43 },
    ],
    band: [98, 203],
  },
  {
    kind: 'matrix',
    title: 'viewers by shard, before and after',
    rows: ['from s0', 'from s1', 'from s2'],
    columns: ['to s0', 'to s1', 'to s2'],
    cells: [
      [120, 0, 31],
      [0, 118, 29],
      [0, 0, 144],
    ],
  },
  {
    kind: 'timeline',
    title: 'A slow catalog under 40 GET/s',
    columnMs: 100,
    series: [
      { label: 'live replies', tone: 'good', counts: spread(66, (n) => (n < 5 || n > 45 ? 4 : 0)) },
      { label: 'cache replies', tone: 'warn', counts: spread(66, (n) => (n >= 5 && n <= 45 ? 3 : 0)) },
      { label: 'none replies', tone: 'quiet', counts: spread(66, (n) => (n >= 5 && n <= 45 ? 1 : 0)) },
      { label: 'catalog calls', line: true, counts: spread(66, (n) => (n < 8 || n > 45 ? 4 : n % 15 === 0 ? 1 : 0)) },
    ],
    spans: [
      { label: 'catalog slow', tone: 'bad', fromMs: 500, toMs: 3500 },
      { label: 'closed', lane: 'breaker', tone: 'good', fromMs: 0, toMs: 820 },
      { label: 'open', lane: 'breaker', tone: 'bad', fromMs: 820, toMs: 4500 },
      { label: 'half_open', lane: 'breaker', tone: 'warn', fromMs: 4500, toMs: 4600 },
      { label: 'closed', lane: 'breaker', tone: 'good', fromMs: 4600, toMs: 6600 },
      { label: 'kill -9', tone: 'bad', fromMs: 5200, toMs: 5200 },
    ],
  },
  {
    kind: 'series',
    title: 'money not accounted for',
    unit: 'cents',
    lines: [
      {
        label: 'in flight',
        tone: 'info',
        steps: true,
        area: true,
        points: [
          [0, 0],
          [300, 2500],
          [900, 4000],
          [1800, 1500],
          [2400, 0],
        ],
      },
      {
        label: 'sum minus initial',
        tone: 'bad',
        steps: true,
        points: [
          [0, 0],
          [1200, -1500],
          [2100, 0],
          [2400, 0],
        ],
      },
    ],
    spans: [
      { label: 'bank B down', tone: 'bad', fromMs: 700, toMs: 1500 },
      { label: 'kill -9', tone: 'bad', fromMs: 1000, toMs: 1000 },
    ],
    band: [-2000, 4500],
  },
  {
    kind: 'swimlanes',
    title: 'transfers',
    tones: { good: 'ok', info: 'sent twice', warn: 'frozen', bad: 'refused', quiet: 'ghost' },
    lanes: spread(6, (n) => ({
      label: `t-600${n}`,
      end: n === 3 ? 'FAILED' : 'COMPLETED',
      blocks: [
        { label: 'hold', tone: 'good' as const, fromMs: 40 * n, toMs: 40 * n + 150 },
        {
          label: 'screening',
          tone: n === 3 ? ('bad' as const) : ('good' as const),
          fromMs: 40 * n + 180,
          toMs: 40 * n + 700,
        },
        {
          label: 'credit',
          tone: n === 1 ? ('warn' as const) : ('info' as const),
          fromMs: 40 * n + 760,
          toMs: 40 * n + 900,
        },
        { label: 'ghost', tone: 'quiet' as const, fromMs: 1200, toMs: 1320 },
      ],
    })),
    spans: [
      { label: 'kill -9', tone: 'bad', fromMs: 640, toMs: 640 },
      { label: 'instance 1 stopped', tone: 'warn', fromMs: 900, toMs: 1100 },
    ],
  },
  {
    kind: 'waterfall',
    title: 'POST /checkout',
    rows: [
      { label: 'POST /checkout', who: 'gateway', depth: 0, fromMs: 0, toMs: 480, critical: true },
      { label: 'POST /orders', who: 'gateway', depth: 1, fromMs: 12, toMs: 470, critical: true },
      { label: 'POST /orders', who: 'orders', depth: 2, fromMs: 20, toMs: 462, critical: true },
      { label: 'GET /stock/{sku}', who: 'orders', depth: 3, fromMs: 30, toMs: 115 },
      { label: 'inventory, on the wire', who: 'inventory', depth: 4, fromMs: 34, toMs: 112, witness: true },
      { label: 'POST /payments', who: 'orders', depth: 3, fromMs: 120, toMs: 430, critical: true },
      { label: 'payments, on the wire', who: 'payments', depth: 4, fromMs: 126, toMs: 424, witness: true },
      { label: 'enqueue', who: 'orders', depth: 3, fromMs: 440, toMs: 452 },
      { label: 'process order.placed', who: 'worker', depth: 4, fromMs: 610, toMs: 790 },
    ],
    links: [{ from: 7, to: 8, label: 'order.placed' }],
  },
  {
    kind: 'table',
    title: 'statements per server',
    columns: ['request', 'home', 's0', 's1', 's2'],
    rows: [['GET /users/u-31', 's2', '0', '0', '1']],
  },
];

function spread<T>(length: number, of: (n: number) => T): T[] {
  return Array.from({ length }, (_, n) => of(n));
}
