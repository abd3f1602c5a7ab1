import { describe, expect, test } from 'vitest';
import { times } from '../../click.ts';
import { id, placed, span, trace } from '../../samples.ts';
import { ROLES } from '../../settings.ts';
import { judgeCrowdLines } from './crowd-lines.ts';
import type { LogLine } from './lines.ts';

// Six orders. Order i begins at 1000 + 10 i in each role, and takes 100 ms.
const SIZE = 6;
const traceOf = (i: number) => trace(`t${i}`);
const caller = (role: string, i: number) => id(`${role[0]}c${i}`);
const own = (role: string, i: number) => id(`${role[0]}o${i}`);
const spans = ROLES.flatMap((role) =>
  times(SIZE, (i) => {
    const [startMs, kind] = [1000 + 10 * i, role === 'worker' ? 'consumer' : 'server'] as const;
    const ids = { traceId: traceOf(i), spanId: own(role, i), parentSpanId: caller(role, i) };
    return span({ ...ids, service: role, kind, startMs, endMs: startMs + 100 });
  }),
);
const clicks = times(SIZE, (i) =>
  placed({ sent: { traceId: traceOf(i), spanId: id('c') }, basket: { ...placed().basket, orderRef: `R-${i}` } }),
);
/** Each role writes one line for each order, 35 ms after it has begun; `over` changes those that it is asked for. */
function hint(over: (role: string, i: number) => Partial<LogLine> = () => ({})): string | undefined {
  const lines = ROLES.flatMap((role) =>
    times(SIZE, (i): LogLine => {
      const saidMs = 1035 + 10 * i;
      const ids = { orderRef: `R-${i}`, traceId: traceOf(i), spanId: own(role, i) };
      return { role, level: 'info', saidMs, arrivedMs: saidMs, ...ids, ...over(role, i) };
    }),
  );
  const judged = judgeCrowdLines({ clicks, lines, spans });
  expect(judged.verdict).toBe('fail');
  return judged.verdict === 'fail' ? judged.failure.hint : undefined;
}

describe('the trace of lines', () => {
  const none = { traceId: undefined, spanId: undefined };

  test('no line has one', () => {
    expect(hint(() => none)).toMatch(/^Not one of 18 lines has a trace_id, whichever role has written it/);
  });
  test('the lines of some roles have none', () => {
    expect(hint((role) => (role === 'worker' ? none : {}))).toBe(
      'No line of worker has a trace_id, each line of orders and gateway has one. What do the roles do differently before they write?',
    );
    expect(hint((role, i) => (role === 'worker' && i > 1 ? none : {}))).toBeUndefined();
    expect(hint((_, i) => (i > 1 ? none : {}))).toBeUndefined();
  });
  test('that of the newest request', () => {
    const newest = (i: number) => Math.min(i + 3, SIZE - 1);
    expect(hint((role, i) => (role === 'orders' ? { traceId: traceOf(newest(i)) } : {}))).toMatch(
      /^In 5 of 5 lines with a wrong trace, it is the trace whose request or job had begun last in that role before the line was written \(gateway 0 of 6, orders 5 of 6, worker 0 of 6\)\./,
    );
  });
  test('nothing about another’s that is not the newest, about few, or where lines do not say when they were written', () => {
    const foreign = (step: number) =>
      hint((role, i) => (role === 'orders' ? { traceId: traceOf((i + step) % SIZE) } : {}));
    expect(foreign(1)).toBeUndefined();
    const late = { traceId: traceOf(SIZE - 1), saidMs: undefined };
    expect(hint((role) => (role === 'orders' ? late : {}))).toBeUndefined();
    expect(hint((role, i) => (role === 'orders' && i < 3 ? { traceId: traceOf(i + 3) } : {}))).toBeUndefined();
  });
});

describe('the span of lines', () => {
  test('that of the caller', () => {
    expect(hint((role, i) => (role === 'worker' ? {} : { spanId: caller(role, i) }))).toMatch(
      /^All 12 lines that name no span of their own role \(gateway 6 of 6, orders 6 of 6, worker 0 of 6\) name the parent of the span by which their role served/,
    );
  });
  test('nothing about a span of nobody, about none, or about few', () => {
    expect(hint((role, i) => ({ spanId: i === 0 ? id('nobody') : caller(role, i) }))).toBeUndefined();
    expect(hint((role, i) => ({ spanId: i === 0 ? undefined : caller(role, i) }))).toBeUndefined();
    expect(hint((role, i) => (role === 'worker' && i < 3 ? { spanId: caller(role, i) } : {}))).toBeUndefined();
  });
});
