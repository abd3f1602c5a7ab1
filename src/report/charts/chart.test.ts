import { expect, test } from 'vitest';
import type { Evidence } from '../../grading/types.ts';
import { EVIDENCE } from '../evidence.fixture.ts';
import { HOSTILE } from '../html/hostile.fixture.ts';
import { makeStyle, PLAIN } from '../style.ts';
import { renderText } from '../text.ts';
import { FAILED } from '../verdicts.fixture.ts';
import { chartLines } from './chart.ts';

const TERMINAL = makeStyle({ colour: true, unicode: true, columns: 100 });
const ASCII = makeStyle({ colour: true, unicode: false, columns: 100 });
// biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours are what is taken out
const bare = (text: string) => text.replace(/\u001b\[\d+m/g, '');
const drawn = (picture: Evidence | undefined, style = TERMINAL) =>
  bare(chartLines(picture ? [picture] : [], '', style).join('\n'));
const of = (kind: Evidence['kind']) => EVIDENCE.find((one) => one.kind === kind);

test('bars, with the band and the side on which a bar leaves it', () => {
  expect(drawn(of('bars'))).toMatchInlineSnapshot(`
    "
    viewers per shard
      s0  ████████████████████████████                      151
      s1  ███████████████████████████                       147
      s2  ████████████████████████████████████████████████  259 ▲ above
      s3  ████████                                          43 ▼ below
                           ├───────────────────┤ allowed: 98 to 203"
  `);
});

test('a timeline: a sparkline per count, states and faults below', () => {
  expect(drawn(of('timeline'))).toMatchInlineSnapshot(`
    "
    A slow catalog under 40 GET/s (6.6 s)
      catalog calls  ██████     ▂          ▂          ▂██████████████  115
      live replies   ████                              ██████████████  100
      cache replies      ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆                123
      none replies       ▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂                41
      catalog slow       ━━━━━━━━━━━━━━━━━━━━━
      breaker        ━━━━━open ━━━━━━━━━━━━━━━━━━━━━━━closed ━━━━━━━
      kill -9                                             ━"
  `);
});

test('quantities over time', () => {
  expect(drawn(of('series'))).toMatchInlineSnapshot(`
    "
    money not accounted for (cents, 2.4 s)
      in flight               ▅▅▅▅▅▅▅▅▅▅▅▅██████████████████▃▃▃▃▃▃▃▃▃▃▃▃   0 to 4000
      sum minus initial  ███████████████████████                  ███████  -1500 to 0
      bank B down                       ━━━━━━━━━━━━━━━
      kill -9                                ━"
  `);
});

test('swimlanes: how many ended how', () => {
  expect(drawn(of('swimlanes'))).toMatchInlineSnapshot(`
    "
    transfers: how 6 lanes ended
      COMPLETED  ████████████████████████████████████████  5
      FAILED     ████████                                  1"
  `);
});

test('a waterfall: the first rows', () => {
  expect(drawn(of('waterfall'))).toMatchInlineSnapshot(`
    "
    POST /checkout (790 ms)
      POST /checkout             ━━━━━━━━━━━━━━━━━━━━━━━━━━━━  480 ms  gateway
       POST /orders              ━━━━━━━━━━━━━━━━━━━━━━━━━━━   458 ms  gateway
        POST /orders              ━━━━━━━━━━━━━━━━━━━━━━━━━━   442 ms  orders
         GET /stock/{sku}         ━━━━                         85 ms  orders
          inventory, on the...     ━━━                         78 ms  inventory
         POST /payments                 ━━━━━━━━━━━━━━━━━━     310 ms  orders
          payments, on the ...          ━━━━━━━━━━━━━━━━━      298 ms  payments
                                2 more: archlab report"
  `);
});

test('a matrix', () => {
  expect(drawn(of('matrix'))).toMatchInlineSnapshot(`
    "
    viewers by shard, before and after
                 to s0  to s1  to s2
      from s0      120      .     31
      from s1        .    118     29
      from s2        .      .    144"
  `);
});

test('where the terminal may not know the signs: ASCII', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what is left
  for (const picture of EVIDENCE) expect(drawn(picture, ASCII)).toMatch(/^[\x00-\x7f]*$/);
  expect(drawn(of('bars'), ASCII)).toContain('259 above');
});

test.each([
  ['a pipe', { colour: true, unicode: true, columns: undefined }],
  ['a narrow window', { colour: true, unicode: true, columns: 79 }],
  ['NO_COLOR, --no-color, TERM=dumb', { colour: false, unicode: true, columns: 120 }],
])('nothing in %s', (_, choice) => {
  expect(chartLines(EVIDENCE, '', makeStyle(choice))).toEqual([]);
});

test('a table is no chart, and no picture no line', () => {
  expect(drawn(of('table'))).toBe('');
  expect(drawn(undefined)).toBe('');
});

test('of several the one that left its band is drawn', () => {
  const even: Evidence = { kind: 'bars', title: 'even', bars: [{ label: 'a', value: 5 }], band: [4, 6] };
  const text = bare(chartLines([even, ...EVIDENCE], '', TERMINAL).join('\n'));
  expect(text).toContain('viewers per shard');
  expect(text).not.toContain('even');
});

test.each(Object.entries(HOSTILE))('hostile text stays text, in lines that fit: %s', (_, hostile) => {
  const bars = [{ label: hostile, value: Number.NaN }];
  const spans = [{ label: hostile, lane: hostile, fromMs: Number.NEGATIVE_INFINITY, toMs: 1e300 }];
  const pictures: Evidence[] = [
    { kind: 'bars', title: hostile, bars, band: [5, 1] },
    { kind: 'timeline', title: hostile, columnMs: 0, series: [{ label: hostile, counts: [-1, 3] }], spans },
    { kind: 'series', title: hostile, unit: hostile, lines: [{ label: hostile, points: [[-5, 1e300]] }], spans },
    { kind: 'swimlanes', title: hostile, lanes: [{ label: hostile, end: hostile, blocks: [] }], spans },
    {
      kind: 'waterfall',
      title: hostile,
      rows: [{ label: hostile, who: hostile, depth: 90, fromMs: 9, toMs: 1 }],
      links: [],
    },
    { kind: 'matrix', title: hostile, rows: [hostile], columns: [hostile], cells: [[1]] },
  ];
  for (const picture of pictures) {
    const lines = drawn(picture).split('\n');
    expect(lines.length).toBeLessThanOrEqual(9);
    for (const line of lines) {
      expect(line.length).toBeLessThanOrEqual(100);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
  }
});

test('it stands below the failure it belongs to', () => {
  const verdict = structuredClone(FAILED);
  Object.assign(verdict.steps[1]!.checks[1]!, { evidence: EVIDENCE });
  const text = bare(renderText(verdict, TERMINAL));
  expect(text).toMatch(/replay with {2}archlab verify --step 2b --seed 8123\n\n {7}viewers per shard\n {9}s0 /);
  expect(renderText(verdict, PLAIN)).toBe(renderText(FAILED, PLAIN));
});
