import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../../kit.ts';
import { analyse } from '../../analysis/oracle.ts';
import { SHAPES } from '../../analysis/shapes.ts';
import { id, placed, refused, tree } from '../../samples.ts';
import { type AnalyzeSeen, judgeAnalyze } from './analyze.ts';
import { readAnswer } from './answer.ts';
import { judgeFix } from './fix.ts';
import { judgeLive } from './live.ts';

const observed = (judged: ReturnType<typeof judgeFix>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;

describe('7a', () => {
  const visit = { click: placed({ ms: 110 }), asked: ['sku-1'], peak: 8, batch: 1, charged: 450 as number | undefined };
  const judged = (over: Partial<typeof visit>) => judgeFix({ visits: [{ ...visit, ...over }], staircaseMs: 660 });

  test('at once, or in one call', () => {
    expect(judged({})).toMatchObject({
      verdict: 'pass',
      exposed: { orders: 1 },
      evidence: [{ kind: 'bars', band: [0, 330] }],
    });
    expect(observed(judged({ peak: 1, batch: 8 }))).toBe('pass');
  });
  test('a staircase', () => {
    expect(observed(judged({ click: placed({ ms: 663 }), peak: 1 }))).toBe(
      '663 ms in the median; at most 1 in flight, and at most 1 in one call',
    );
  });
  test('quick, but two at a time', () => expect(observed(judged({ peak: 2 }))).toContain('at most 2 in flight'));
  test('articles that were not asked for', () => {
    expect(observed(judged({ asked: [] }))).toBe('for order R-1 it was not asked for 1 of 1 articles, such as sku-1');
  });
  test('another amount, or none', () => {
    expect(observed(judged({ charged: 400 }))).toBe('order R-1 costs 450, 400 was charged');
    expect(observed(judged({ charged: undefined }))).toBe('order R-1 costs 450, nothing was charged');
  });
  test('a refused order', () => expect(observed(judged({ click: refused() }))).toContain('1 of 1 did not'));
});

describe('7b', () => {
  const questions = SHAPES.map((shape, i) => {
    const { spans } = shape.draw(seededRandom(i));
    const [right] = analyse(spans).contributions;
    const answer = {
      spanId: right?.spanIds[0] ?? '',
      selfMs: Math.round(right?.selfMs ?? 0),
      reason: right?.reason ?? '',
    };
    return { what: shape.what, spans, answer: answer as AnalyzeSeen['questions'][number]['answer'] };
  });
  const first = questions[0]!;
  const right = first.answer as Exclude<typeof first.answer, string>;
  const judged = (answer: typeof first.answer) =>
    observed(judgeAnalyze({ questions: [{ ...first, answer }, ...questions.slice(1)] }));

  test('twelve right answers pass', () => {
    expect(judgeAnalyze({ questions })).toMatchObject({ verdict: 'pass', exposed: { traces: 12 } });
  });
  test('ten per cent are allowed', () => {
    expect(judged({ ...right, selfMs: right.selfMs * 1.09 })).toBe('pass');
    expect(judged({ ...right, selfMs: right.selfMs * 1.15 })).toMatch(/with self_ms .*\(1 of 12 are wrong\)$/);
  });
  test('another span, another reason, no span, no answer', () => {
    const root = first.spans[0]?.spanId ?? '';
    expect(judged({ ...right, spanId: root })).toContain('which contributes less, as slow_span');
    expect(judged({ ...right, reason: 'retries' })).toContain('with the reason retries');
    expect(judged({ ...right, spanId: 'x' })).toContain('"x", which is no span of this trace');
    expect(judged('status 501, no body')).toContain('(one call takes long): status 501, no body');
  });
  test('a span off the path', () => {
    const hidden = questions.find(({ what }) => what.includes('beside one that ends later'))!;
    const { path } = analyse(hidden.spans);
    const off = hidden.spans.find(({ spanId }) => !path.has(spanId))!;
    const answer = { ...right, spanId: off.spanId };
    expect(observed(judgeAnalyze({ questions: [{ ...hidden, answer }] }))).toContain('taking it away saves nothing');
  });
  test('answers', () => {
    const reply = { outcome: 'reply', status: 200, headers: {}, ms: 1 } as const;
    const json = { span_id: 'AB', self_ms: 4, reason: 'slow_span' };
    expect(readAnswer({ ...reply, text: '', json })).toEqual({ spanId: 'ab', selfMs: 4, reason: 'slow_span' });
    expect(readAnswer({ ...reply, text: '{}', json: {} })).toBe('status 200, {}');
    expect(readAnswer({ ...reply, status: 404, text: '', json })).toBe('status 404, no body');
  });
});

describe('7c', () => {
  const slow = tree().map((one) => {
    const attributes = { 'server.port': one.spanId === id('pay') ? 7 : 8 };
    return one.spanId === id('pay') ? { ...one, attributes, startMs: 1031, endMs: 1099 } : { ...one, attributes };
  });
  const round = {
    ...{ place: 'payments' as const, port: 7, click: placed(), spans: slow, calls: [] },
    answer: { spanId: id('pay'), selfMs: 68, reason: 'slow_span' } as
      | { spanId: string; selfMs: number; reason: string }
      | string,
  };
  const judged = (over: Partial<typeof round>) => observed(judgeLive({ rounds: [{ ...round, ...over }] }));

  test('the call of the slow place passes, with its picture', () => {
    expect(judgeLive({ rounds: [round] })).toMatchObject({
      verdict: 'pass',
      exposed: { rounds: 1 },
      evidence: [{ kind: 'waterfall' }],
    });
  });
  test('another span, no span, no answer', () => {
    expect(judged({ answer: { spanId: id('inv'), selfMs: 1, reason: 'slow_span' } })).toMatch(
      /^planted at payments; you named CLIENT span .*\(20 of 100 ms\), server\.port 8 where 7 was slow$/,
    );
    expect(judged({ answer: { spanId: 'x', selfMs: 1, reason: 'slow_span' } })).toContain('"x", which is no span');
    expect(judged({ answer: 'status 500, no body' })).toBe('planted at payments; status 500, no body');
  });
  test('a trace that did not arrive', () => expect(judged({ spans: [] })).toContain('did not arrive whole'));
  test('nobody is blamed when something else was slower', () => {
    const spans = slow.map((one) => (one.spanId === id('pay') ? { ...one, startMs: 1090 } : one));
    expect(judged({ spans, answer: { spanId: id('ord'), selfMs: 50, reason: 'slow_span' } })).toBe('inconclusive');
  });
});
