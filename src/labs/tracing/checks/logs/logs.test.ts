import { describe, expect, test } from 'vitest';
import type { TraceSpan } from '../../../../kit.ts';
import { id, placed, refused, SENT, span, T, trace, tree } from '../../samples.ts';
import { ROLES } from '../../settings.ts';
import { judgeCrowdLines } from './crowd-lines.ts';
import { judgeLead } from './lead.ts';
import { type LogLine, readLine } from './lines.ts';

const observed = (judged: ReturnType<typeof judgeLead>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;

describe('lines', () => {
  const read = (fields: object) => readLine('orders', JSON.stringify(fields), 5000);

  test('names of OpenTelemetry and of ECS, flat and nested', () => {
    const line = { orderRef: 'R-1', traceId: 't', spanId: 's', level: 'error' };
    expect(read({ order_ref: 'R-1', trace_id: 't', span_id: 's', level: 'ERROR' })).toMatchObject(line);
    expect(read({ order_ref: 'R-1', 'trace.id': 't', 'span.id': 's', 'log.level': 'error' })).toMatchObject(line);
    expect(read({ order_ref: 'R-1', trace: { id: 't' }, span: { id: 's' }, level: 'error' })).toMatchObject(line);
  });
  test('times of every kind, or none', () => {
    expect(read({ time: '2026-01-01T00:00:00.500Z' })?.saidMs).toBe(Date.UTC(2026, 0, 1) + 500);
    expect(read({ ts: 1_767_225_600.5 })?.saidMs).toBe(1_767_225_600_500);
    expect(read({ timestamp: 1_767_225_600_500 })?.saidMs).toBe(1_767_225_600_500);
    expect(read({ time: 'yesterday' })?.saidMs).toBeUndefined();
  });
  test('what is no JSON is no line', () => {
    expect(readLine('orders', 'listening', 0)).toBeUndefined();
    expect(readLine('orders', '{oops', 0)).toBeUndefined();
  });
});

const active: Readonly<Record<string, TraceSpan>> = Object.fromEntries(
  ROLES.map((role) => [role, span({ service: role, spanId: id(role) })]),
);
const line = (role: string, over: Partial<LogLine> = {}): LogLine => ({
  ...{ role, orderRef: 'R-1', traceId: T, spanId: id(role), level: 'info', saidMs: 1050, arrivedMs: 1060 },
  ...over,
});

describe('6a', () => {
  const spans = Object.values(active);
  const judged = (...lines: LogLine[]) => observed(judgeCrowdLines({ clicks: [placed()], lines, spans }));
  const others = [line('worker'), line('orders')];

  test('lines of active spans pass, also in a linked trace', () => {
    expect(judged(line('gateway'), ...others, line('gateway', { orderRef: 'R-other', traceId: 'x' }))).toBe('pass');
    const away = { traceId: trace('w'), spanId: id('away') };
    const linked = span({ ...away, service: 'worker', links: [{ ...SENT, attributes: {} }] });
    const lines = [line('gateway'), line('orders'), line('worker', away)];
    expect(observed(judgeCrowdLines({ clicks: [placed()], lines, spans: [...spans, linked] }))).toBe('pass');
  });
  test('a role without lines', () => {
    expect(judged(line('gateway'), line('orders'))).toBe('worker wrote lines about 0 of 1 orders, none about R-1');
  });
  test('another trace, or none', () => {
    expect(judged(line('gateway', { traceId: trace('x') }), ...others)).toMatch(
      /^gateway logged R-1 with trace \w{8}…, R-1 ran as/,
    );
    expect(judged(line('gateway', { traceId: undefined }), ...others)).toContain('with no trace_id');
  });
  test('a span of nobody, of another service, or none', () => {
    expect(judged(line('gateway', { spanId: id('x') }), ...others)).toContain('which nobody exported');
    expect(judged(line('gateway', { spanId: id('orders') }), ...others)).toContain('of orders');
    expect(judged(line('gateway', { spanId: undefined }), ...others)).toBe('gateway logged R-1 with no span_id');
  });
  test('a span that was over, or had not begun', () => {
    expect(judged(line('gateway', { saidMs: 1190 }), ...others)).toBe('pass');
    expect(judged(line('gateway', { saidMs: 1400 }), ...others)).toContain('had ended 300 ms before');
    expect(judged(line('gateway', { saidMs: 700 }), ...others)).toContain('began 300 ms later');
  });
  test('a line without a time may have come late', () => {
    expect(judged(line('gateway', { saidMs: undefined, arrivedMs: 2500 }), ...others)).toBe('pass');
    expect(judged(line('gateway', { saidMs: undefined, arrivedMs: 5000 }), ...others)).toContain('had ended');
  });
});

describe('6b', () => {
  const failed = tree().map((one) => ({ ...one, status: { code: 'error' as const, message: '' } }));
  const click = refused({ status: 502, traceId: T, told: 'status 502' });
  const good = { click, spans: failed as TraceSpan[], lines: [line('orders', { level: 'error' })] };
  const failing = (over: Partial<typeof good>) => observed(judgeLead({ ...good, ...over }));

  test('the id leads to both', () => expect(failing({})).toBe('pass'));
  test('no id', () =>
    expect(failing({ click: refused({ status: 502, told: 'status 502, {}' }) })).toBe('status 502, {}'));
  test('no span in error', () => expect(failing({ spans: tree() })).toMatch(/has 6 spans, none of them in error$/));
  test('no line', () => {
    expect(failing({ lines: [line('orders')] })).toMatch(/^1 line with trace \w{8}…, none of them of the level error$/);
  });
});
