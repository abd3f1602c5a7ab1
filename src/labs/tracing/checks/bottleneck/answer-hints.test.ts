import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { seededRandom, toOtlpJson } from '../../../../kit.ts';
import { analyse } from '../../analysis/oracle.ts';
import { SHAPES } from '../../analysis/shapes.ts';
import { type AnalyzeSeen, judgeAnalyze } from './analyze.ts';

interface Found {
  readonly span_id: string;
  readonly self_ms: number;
  readonly reason: string;
}

const folder = (path: string) => new URL(`../../../../../${path}/src`, import.meta.url);

/** `analyze` of a solution that is known to be wrong: its files over those of the reference. */
async function analyzeOf(solution: string): Promise<(body: unknown) => Found> {
  const dir = await mkdtemp(join(tmpdir(), 'archlab-answers-'));
  try {
    await cp(folder('templates/tracing/starter/typescript'), dir, { recursive: true });
    await cp(folder('templates/tracing/solution/typescript'), dir, { recursive: true });
    await cp(folder(`test/labs/tracing/wrong/${solution}`), dir, { recursive: true });
    return ((await import(pathToFileURL(join(dir, 'analyze.ts')).href)) as { analyze: (body: unknown) => Found })
      .analyze;
  } finally {
    await rm(dir, { recursive: true });
  }
}
type Questions = AnalyzeSeen['questions'];

function ask(seed: number, analyze: (body: unknown) => Found): Questions {
  const random = seededRandom(seed);
  return SHAPES.map(({ what, draw }) => {
    const { spans } = draw(random);
    const { span_id, self_ms, reason } = analyze(toOtlpJson(spans));
    return { what, spans, answer: { spanId: span_id, selfMs: self_ms, reason } };
  });
}

function hintOn(questions: Questions): string | undefined {
  const judged = judgeAnalyze({ questions });
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
}

test.each([
  ['names-the-root', /^In all 12 traces you named the root, with its whole length as self_ms\./],
  [
    'longest-span',
    /^Each of your 12 answers with the reason slow_span is the longest span below the root, with its whole length as self_ms; 10 of these spans have children\./,
  ],
  [
    'no-groups',
    /^You have never answered retries or sequential_calls, which would have been right 4 times; all 8 other answers are right\. .* what do several spans make together/,
  ],
  [
    'queue-not-seen',
    /^You have never answered queue_wait, which would have been right once; all 11 other answers are right\. .* passes in no span at all\?$/,
  ],
  [
    'retries-not-told-apart',
    /^You have never answered retries, which would have been right twice; all 10 other answers are right\. .* apart from their name\?$/,
  ],
  [
    'overflowing-child-not-cut',
    /^(Both|All 3) wrong answers name a span that ends after its parent, with more self_ms/,
  ],
  [
    'path-ends-with-the-root',
    /^Your answers are right in all 10 traces in which no message is worked on after the end of the root, and wrong in the 2 others; there you named nothing that begins after that end\./,
  ],
  [
    'own-time-off-the-path',
    /^In \d+ of your \d+ answers with the reason slow_span, the span is that with the most time of its own in the whole trace, .* yet 1 such span is off the path/,
  ],
])('%s: the rule behind the answers is found, whatever the traces', async (solution, hint) => {
  const analyze = await analyzeOf(solution);
  for (const seed of [0, 1, 2, 3, 4]) expect(hintOn(ask(seed, analyze))).toMatch(hint);
});

function answeredRight({ what, spans }: Pick<Questions[number], 'what' | 'spans'>): Questions[number] {
  const [first] = analyse(spans).contributions;
  const answer = { spanId: first?.spanIds[0] ?? '', selfMs: first?.selfMs ?? 0, reason: first?.reason ?? '' };
  return { what, spans, answer };
}

/** The right answer to each trace. */
const right: Questions = SHAPES.map(({ what, draw }, seed) => answeredRight({ what, ...draw(seededRandom(seed)) }));
const but = (what: string, answer: (question: Questions[number]) => Questions[number]['answer']): Questions =>
  right.map((question) => (question.what === what ? { ...question, answer: answer(question) } : question));
const root = ({ spans }: Questions[number], reason = 'slow_span') => ({
  ...{ spanId: spans[0]?.spanId ?? '', selfMs: 1, reason },
});

test('no rule is made up from one wrong answer of a reason that others were right with', () => {
  expect(hintOn(but('one call takes long', root))).toBeUndefined();
  expect(hintOn(but('many equal calls, one after the other', root))).toBeUndefined();
  expect(hintOn(but('the worker takes long after the answer has gone', root))).toBeUndefined();
});

test('a child that outlives its parent, counted up to its end or only up to that of its parent', () => {
  const what = 'a child outlives its parent, which did not wait for it';
  const outliving = ({ spans }: Questions[number]) => spans.reduce((a, b) => (b.endMs > a.endMs ? b : a));
  const inside = (question: Questions[number]) => {
    const { parentSpanId, startMs } = outliving(question);
    return (question.spans.find(({ spanId }) => spanId === parentSpanId)?.endMs ?? 0) - startMs;
  };
  const naming = (more: number) =>
    but(what, (question) => ({
      ...{ spanId: outliving(question).spanId, selfMs: inside(question) + more, reason: 'slow_span' },
    }));
  expect(hintOn(naming(100))).toContain('Your one wrong answer names a span that ends after its parent');
  expect(hintOn(naming(0))).toBeUndefined();
});

test('a missing reason explains nothing when other answers are wrong, too', () => {
  const never = but('a message waits for its worker', root);
  expect(hintOn(never)).toContain('never answered queue_wait');
  expect(hintOn(never.map((one, i) => (i === 0 ? { ...one, answer: root(one) } : one)))).toBeUndefined();
});

test('the end of the root explains nothing when other answers are wrong, too', () => {
  const after = ['a message waits for its worker', 'the worker takes long after the answer has gone'];
  const cut = (...whats: string[]) =>
    right.map((one) => (whats.includes(one.what) ? { ...one, answer: root(one) } : one));
  expect(hintOn(cut(...after))).toContain('no message is worked on after the end of the root');
  expect(hintOn(cut(...after, 'one call takes long'))).toBeUndefined();
});

test('the longest span explains nothing where no answer speaks of a single span', () => {
  const call = ({ spans }: Questions[number]) => ({ spanId: spans[1]?.spanId ?? '', selfMs: 1, reason: 'retries' });
  expect(hintOn(right.map((one) => ({ ...one, answer: call(one) })))).toBeUndefined();
});

test('own time off the path is no rule when it explains one wrong answer, or leaves many unexplained', async () => {
  const what = 'a long call runs beside one that ends later';
  const own = ask(0, await analyzeOf('own-time-off-the-path'));
  expect(hintOn(own.map((one) => (one.what === what ? one : answeredRight(one))))).toBeUndefined();
  const spoilt = ['one call takes long', 'a service works long itself', 'the clock of the callee is 5 ms behind'];
  expect(hintOn(own)).toContain('the most time of its own');
  expect(hintOn(own.map((one) => (spoilt.includes(one.what) ? { ...one, answer: root(one) } : one)))).toBeUndefined();
});

test('nothing is said when a trace got no answer, or few were asked', () => {
  const rooted = right.map((one) => ({ ...one, answer: root(one) }));
  expect(hintOn(rooted)).toContain('In all 12 traces you named the root. Some');
  expect(hintOn(rooted.map((one, i) => (i === 7 ? { ...one, answer: 'status 500, no body' } : one)))).toBeUndefined();
  expect(hintOn(rooted.slice(0, 5))).toBeUndefined();
});
