import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Evidence, Tone } from '../../grading/types.ts';
import { FAILED, PASSED, UNSURE } from '../verdicts.fixture.ts';
import { HOSTILE, hostileVerdict, WITH_PICTURES } from './hostile.fixture.ts';
import { renderHtml } from './html.ts';

const text = (html: string) =>
  html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

test('a failure is told whole, with the command that replays it', () => {
  const page = text(renderHtml([FAILED]));
  for (const part of [
    'did sent GET /users/u-31, alone, after 20 requests to warm up',
    'expected data statements on the shard that holds u-31 (s2), and on no other',
    'observed SELECT … FROM users on s0, s1, s2, s3; only s2 holds the row.',
    'That is a broadcast \\x1b[31m&amp; not sharding.',
    'where to look src/routing.ts README.md, step 2',
    'replay with archlab verify --step 2b --seed 8123',
    '1 of 2 steps passed. Step 2, “Spread evenly, touch one shard”, failed at 2b: one shard on the wire.',
  ])
    expect(page).toContain(part);
});

test.each([
  ['passed', PASSED, 'All is well: 1 step of 1 ran, and every check passed.'],
  ['errored', UNSURE, 'our bug x is not a function'],
  ['inconclusive', UNSURE, 'unsure because Too little was seen to judge.'],
  ['interrupted', UNSURE, 'stopped Interrupted.'],
])('an ending of each kind: %s', (_, verdict, sentence) => {
  expect(text(renderHtml([verdict]))).toContain(sentence);
});

test('several runs: a row each, and the first that did not pass', () => {
  const page = text(renderHtml([PASSED, FAILED, PASSED]));
  expect(page).toContain('2 of 3 runs passed');
  expect(page).toContain('Below is the first that did not.');
  expect(page).toContain('observed SELECT');
});

test('nothing in it asks for anything: no script, no address, no file', () => {
  const page = renderHtml([WITH_PICTURES]);
  expect(page).not.toMatch(/<script|<img|<iframe|<object|<embed|@import|\bsrc=/i);
  expect([...page.matchAll(/url\(([^)]*)\)/g)].filter(([, target]) => !target?.startsWith('#'))).toEqual([]);
  const namespaces = /http:\/\/www\.w3\.org\/(2000\/svg|1999\/xlink)/g;
  expect(page.replace(namespaces, '')).not.toMatch(/https?:/);
});

test('a picture has a name, a description, a drawing for each width, and its numbers', () => {
  const page = renderHtml([WITH_PICTURES]);
  expect(page.match(/role="img" aria-label="[^"]+" aria-describedby="[^"]+"/g)).toHaveLength(6);
  expect(page.match(/<div class="(wide|narrow)"><svg aria-hidden="true"/g)).toHaveLength(12);
  expect(page.match(/<summary>/g)).toHaveLength(6);
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
});

test('a drawing holds nothing that only a script would read', () => {
  expect(renderHtml([WITH_PICTURES])).not.toMatch(/ecmeta|pointer-events|class="zr|xml:space|font-family:sans-serif/);
});

test.each(Object.entries(HOSTILE))('hostile text everywhere: %s', (_, hostile) => {
  const page = renderHtml([hostileVerdict(hostile)]);
  expect(page).not.toMatch(/<script|<img/i);
  // Tags have the attributes that we gave them; a quote in a text would have made others.
  expect(page.replace(/="[^"]*"/g, '=""')).not.toMatch(/<[^<>]*\son\w+\s*=[^<>]*>/i);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
  expect(page).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(page.length).toBeLessThan(2_000_000);
});

const label = fc.string({ maxLength: 20 });
const number = fc.oneof(fc.double(), fc.integer({ min: -5, max: 5000 }), fc.constant(Number.NaN));
const tone = fc.option(fc.constantFrom<Tone>('good', 'warn', 'bad', 'info', 'quiet'), { nil: undefined });
const list = <T>(of: fc.Arbitrary<T>) => fc.array(of, { maxLength: 5 });
const span = fc.record({ label, fromMs: number, toMs: number, tone, lane: fc.option(label, { nil: undefined }) });
const spans = list(span);
const title = label;
const evidence = fc.oneof(
  fc.record({
    kind: fc.constant('bars'),
    title,
    bars: list(fc.record({ label, value: number })),
    band: fc.tuple(number, number),
  }),
  fc.record({ kind: fc.constant('matrix'), title, rows: list(label), columns: list(label), cells: list(list(number)) }),
  fc.record({
    kind: fc.constant('timeline'),
    title,
    columnMs: number,
    series: list(fc.record({ label, counts: list(number), tone, line: fc.constantFrom(true, undefined) })),
    spans,
  }),
  fc.record({
    kind: fc.constant('series'),
    title,
    unit: label,
    lines: list(
      fc.record({ label, points: list(fc.tuple(number, number)), tone, steps: fc.constantFrom(true, undefined) }),
    ),
    spans,
  }),
  fc.record({ kind: fc.constant('swimlanes'), title, lanes: list(fc.record({ label, blocks: spans })), spans }),
  fc.record({
    kind: fc.constant('waterfall'),
    title,
    rows: list(fc.record({ label, who: label, depth: fc.nat(30), fromMs: number, toMs: number })),
    links: list(fc.record({ from: fc.nat(7), to: fc.nat(7), label })),
  }),
  fc.record({ kind: fc.constant('table'), title, columns: list(label), rows: list(list(label)) }),
);

test('whatever the evidence, there is a report', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(evidence, (picture) => {
      const verdict = JSON.parse(JSON.stringify(hostileVerdict('x')));
      verdict.steps = [
        { ...verdict.steps[0], checks: [{ ...verdict.steps[0].checks[0], evidence: [picture as Evidence] }] },
      ];
      const page = renderHtml([verdict]);
      expect(page).toContain('</html>');
      expect(page).not.toMatch(/="[^"]*\b(NaN|Infinity|undefined)\b[^"]*"/);
    }),
    { numRuns: 100 },
  );
});
