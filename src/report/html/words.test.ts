import { expect, test } from 'vitest';
import { EVIDENCE } from '../evidence.fixture.ts';
import { dataOf } from './data-table.ts';
import { limited } from './limits.ts';
import { inWords } from './words.ts';

const of = (kind: (typeof EVIDENCE)[number]['kind']) => EVIDENCE.find((one) => one.kind === kind)!;

test('what each picture says, in words', () => {
  expect(EVIDENCE.map(inWords)).toMatchInlineSnapshot(`
    [
      "s0 151, s1 147, s2 259 ▲ above, s3 43 ▼ below. Allowed is 98 to 203.",
      "from s2 to s2: 144, from s0 to s0: 120, from s1 to s1: 118, from s0 to s2: 31, from s1 to s2: 29; all other cells are 0.",
      "In 6.6 s: live replies 100, cache replies 123, none replies 41, catalog calls 115. Meanwhile catalog slow from 500 ms to 3.5 s; breaker: closed from 0 ms to 820 ms, open from 820 ms to 4.5 s, half_open from 4.5 s to 4.6 s, closed from 4.6 s to 6.6 s; kill -9 at 5.2 s.",
      "In cents: in flight ends at 0 (least 0, most 4000); sum minus initial ends at 0 (least -1500, most 0). Allowed is -2000 to 4500. Meanwhile bank B down from 700 ms to 1.5 s; kill -9 at 1 s.",
      "6 lanes: 5 ended COMPLETED, 1 ended FAILED. Meanwhile kill -9 at 640 ms; instance 1 stopped from 900 ms to 1.1 s.",
      "9 spans in 790 ms. Critical path: gateway POST /checkout, gateway POST /orders, orders POST /orders, orders POST /payments. Linked: order.placed.",
      "",
    ]
  `);
});

test('the numbers behind bars, with the side on which they are wrong', () => {
  expect(dataOf(of('bars'))).toMatchInlineSnapshot(`
    {
      "columns": [
        "what",
        "value",
        "allowed",
      ],
      "rows": [
        [
          "s0",
          "151",
          "98 to 203",
        ],
        [
          "s1",
          "147",
          "98 to 203",
        ],
        [
          "s2",
          "259 ▲ above",
          "98 to 203",
        ],
        [
          "s3",
          "43 ▼ below",
          "98 to 203",
        ],
      ],
    }
  `);
});

test('columns of time are joined until they can be read, and nothing of their counts is lost', () => {
  const timeline = {
    kind: 'timeline',
    title: '',
    columnMs: 100,
    series: [{ label: 'n', counts: Array(250).fill(1) }],
    spans: [],
  } as const;
  const { rows } = dataOf(timeline);
  expect(rows).toHaveLength(50);
  expect(rows[0]).toEqual(['0 ms', '500 ms', '5']);
  expect(rows.reduce((sum, [, , n]) => sum + Number(n), 0)).toBe(250);
});

test('the table of a timeline says what went on meanwhile; a moment belongs to one column', () => {
  const { rows } = dataOf(of('timeline'));
  expect(rows.filter((row) => row.at(-1)!.includes('kill -9'))).toHaveLength(1);
  expect(rows.filter((row) => row.at(-1)!.includes('catalog slow')).length).toBeGreaterThan(10);
});

test('the table of swimlanes says how each block went', () => {
  expect(dataOf(of('swimlanes')).rows[0]).toEqual(['t-6000', 'hold', 'ok', '0 ms', '150 ms', 'COMPLETED']);
});

test('more than can be drawn is cut, and said', () => {
  const bars = {
    kind: 'bars',
    title: '',
    bars: Array.from({ length: 90 }, (_, n) => ({ label: `${n}`, value: n })),
  } as const;
  const { picture, left } = limited(bars);
  expect(picture.kind === 'bars' && picture.bars).toHaveLength(40);
  expect(left).toBe('Only the first 40 of 90 bars are shown.');
  expect(EVIDENCE.map((one) => limited(one).left)).toEqual(EVIDENCE.map(() => undefined));
});
