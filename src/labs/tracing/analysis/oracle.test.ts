import { describe, expect, test } from 'vitest';
import { type SpanToSend, seededRandom } from '../../../kit.ts';
import { analyse } from './oracle.ts';
import { SHAPES } from './shapes.ts';

type Row = readonly [
  id: string,
  parent: string,
  name: string,
  from: number,
  to: number,
  more?: Partial<SpanToSend> | undefined,
];

function spans(...rows: readonly Row[]): SpanToSend[] {
  return rows.map(([spanId, parentSpanId, name, startMs, endMs, more]) => ({
    ...{ traceId: 't', spanId, parentSpanId, name, kind: 'internal' as const, startMs, endMs },
    ...more,
  }));
}

const FAILED = { status: { code: 'error', message: '' } } as const;

describe('the worked examples of the README', () => {
  test('1: the longest is not the culprit', () => {
    const { contributions, path } = analyse(
      spans(
        ['shop', '', 'GET /shop', 0, 500],
        ['prices', 'shop', 'prices', 30, 430],
        ['stock', 'shop', 'stock', 330, 490],
      ),
    );
    expect(contributions).toEqual([
      { reason: 'slow_span', spanIds: ['shop'], selfMs: 340 },
      { reason: 'slow_span', spanIds: ['stock'], selfMs: 160 },
    ]);
    expect([...path]).toEqual(['shop', 'stock']);
  });

  const buy = (more?: Partial<SpanToSend>) =>
    spans(
      ['buy', '', 'POST /buy', 0, 420],
      ['charge', 'buy', 'charge', 30, 110],
      ['s1', 'buy', 'stock', 115, 195, more],
      ['s2', 'buy', 'stock', 197, 277, more],
      ['s3', 'buy', 'stock', 275, 355],
    );

  test('2: many small ones', () => {
    const [first, second] = analyse(buy()).contributions;
    expect(first).toEqual({ reason: 'sequential_calls', spanIds: ['s1', 's2', 's3'], selfMs: 240 });
    expect(second).toEqual({ reason: 'slow_span', spanIds: ['buy'], selfMs: 102 });
  });

  test('2: had they failed, they would be retries', () => {
    expect(analyse(buy(FAILED)).contributions[0]).toMatchObject({ reason: 'retries', selfMs: 240 });
  });

  test('3: waiting for the worker', () => {
    const { contributions, path } = analyse(
      spans(
        ['buy', '', 'POST /buy', 0, 100],
        ['audit', 'buy', 'audit', 50, 380],
        ['send', 'buy', 'send jobs', 70, 80, { kind: 'producer' }],
        ['process', 'send', 'process jobs', 360, 470, { kind: 'consumer' }],
        ['label', 'process', 'label', 380, 450],
      ),
    );
    expect(contributions).toEqual([
      { reason: 'queue_wait', spanIds: ['process'], selfMs: 280 },
      { reason: 'slow_span', spanIds: ['buy'], selfMs: 70 },
      { reason: 'slow_span', spanIds: ['label'], selfMs: 70 },
      { reason: 'slow_span', spanIds: ['process'], selfMs: 40 },
      { reason: 'slow_span', spanIds: ['send'], selfMs: 10 },
    ]);
    expect(path.has('audit')).toBe(false);
  });
});

describe('by hand', () => {
  test('a child that outlives its parent is cut at its end', () => {
    const { contributions } = analyse(
      spans(
        ['root', '', 'root', 0, 300],
        ['step', 'root', 'step', 0, 100],
        ['async', 'step', 'async', 80, 900],
        ['call', 'root', 'call', 100, 290],
      ),
    );
    expect(contributions).toEqual([
      { reason: 'slow_span', spanIds: ['call'], selfMs: 190 },
      { reason: 'slow_span', spanIds: ['step'], selfMs: 80 },
      { reason: 'slow_span', spanIds: ['async'], selfMs: 20 },
      { reason: 'slow_span', spanIds: ['root'], selfMs: 10 },
    ]);
  });

  test('the time between caller and callee is the caller’s own', () => {
    const { contributions } = analyse(
      spans(
        ['root', '', 'root', 0, 500],
        ['client', 'root', 'call', 5, 495, { kind: 'client' }],
        ['server', 'client', 'serve', 405, 490, { kind: 'server' }],
      ),
    );
    expect(contributions[0]).toEqual({ reason: 'slow_span', spanIds: ['client'], selfMs: 405 });
  });

  test('two equal calls are no sequence, and one that failed before is a retry', () => {
    const two = (more?: Partial<SpanToSend>) =>
      analyse(spans(['r', '', 'r', 0, 210], ['a', 'r', 'x', 0, 100, more], ['b', 'r', 'x', 105, 205])).contributions[0];
    expect(two()?.reason).toBe('slow_span');
    expect(two(FAILED)).toEqual({ reason: 'retries', spanIds: ['a', 'b'], selfMs: 200 });
  });

  test('a message that was taken before the root ended is off the path', () => {
    const { contributions, path } = analyse(
      spans(
        ['r', '', 'r', 0, 500],
        ['p', 'r', 'send', 100, 110, { kind: 'producer' }],
        ['c', 'p', 'process', 120, 300, { kind: 'consumer' }],
      ),
    );
    expect(contributions[0]).toEqual({ reason: 'slow_span', spanIds: ['r'], selfMs: 490 });
    expect(path.has('c')).toBe(false);
  });

  test('no spans, no finding', () => {
    expect(analyse([])).toEqual({ contributions: [], path: new Set() });
  });
});

describe.each(SHAPES.map((shape) => [shape.what, shape] as const))('generated: %s', (_, shape) => {
  test('the largest contribution is the one that was meant, by far', () => {
    for (let seed = 0; seed < 200; seed++) {
      const [first, ...others] = analyse(shape.draw(seededRandom(seed)).spans).contributions;
      expect(first?.reason).toBe(shape.reason);
      const members = new Set(first?.spanIds);
      const second = others.find(({ spanIds }) => !spanIds.some((id) => members.has(id)));
      expect((second?.selfMs ?? 0) * 1.25).toBeLessThan(first?.selfMs ?? 0);
    }
  });
});
