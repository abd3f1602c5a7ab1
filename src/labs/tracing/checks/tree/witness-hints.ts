import type { TraceSpan } from '../../../../kit.ts';
import { some } from '../../judging.ts';
import { serverSpan } from '../../spans.ts';
import type { Witness } from '../../wire.ts';

// What follows from the headers and spans of all calls together, where the failure tells of the first one.

/** With fewer calls than these a pattern may be chance. */
const LEAST = 3;

/** No header names the span of its call: whose id goes out instead, and whether the right span was there at the time. */
export function whoseId(calls: readonly Witness[], spans: readonly TraceSpan[], toleranceMs: number) {
  if (calls.length < LEAST) return undefined;
  const servers = ordersServers(calls, spans);
  const are = (idOf: (server: TraceSpan) => string) =>
    calls.every(({ context }) => {
      const server = servers.get(context?.traceId ?? '');
      return server !== undefined && idOf(server) === context?.spanId;
    });
  const whose = are(({ spanId }) => spanId)
    ? 'orders’ own SERVER span'
    : are(({ parentSpanId }) => parentSpanId)
      ? 'the parent of orders’ SERVER span: what orders was sent is what it sends on'
      : undefined;
  if (whose === undefined) return undefined;
  const covered = calls.filter((call) => spans.some((span) => lastsThrough(span, call, toleranceMs))).length;
  const told = `In all ${some(calls.length, 'call')} of a stub the parent-id is that of ${whose}.`;
  if (covered === 0) return `${told} No CLIENT span of orders lasted through any of them: what begins one for a call?`;
  if (covered < calls.length) return undefined;
  return `${told} Yet for each of them a CLIENT span of orders was there that lasted from before the call until after the answer. When are the headers written, and from what?`;
}

function ordersServers(calls: readonly Witness[], spans: readonly TraceSpan[]): Map<string, TraceSpan | undefined> {
  const traces = new Set(calls.map(({ context }) => context?.traceId ?? ''));
  return new Map(
    [...traces].map((traceId) => [
      traceId,
      serverSpan(
        spans.filter((span) => span.traceId === traceId),
        'orders',
      ),
    ]),
  );
}

function lastsThrough(span: TraceSpan, { context, receivedMs, repliedMs }: Witness, toleranceMs: number): boolean {
  if (span.kind !== 'client' || span.service !== 'orders' || span.traceId !== context?.traceId) return false;
  return span.startMs <= receivedMs + toleranceMs && span.endMs >= (repliedMs ?? receivedMs) - toleranceMs;
}

/** A span ends before its answer: how long all of them are says what they measure. */
export function endsTooEarly(calls: readonly Witness[], spans: readonly TraceSpan[], toleranceMs: number) {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const pairs = calls.flatMap(({ context, receivedMs, repliedMs }) => {
    const span = byId.get(context?.spanId ?? '');
    return span && repliedMs !== undefined ? [{ span, receivedMs, repliedMs }] : [];
  });
  const early = pairs.filter(({ span, repliedMs }) => repliedMs - span.endMs > toleranceMs);
  if (pairs.length < LEAST || early.length < calls.length) return undefined;
  const longest = Math.max(...early.map(({ span }) => span.endMs - span.startMs));
  const quickest = Math.min(...early.map(({ receivedMs, repliedMs }) => repliedMs - receivedMs));
  // Only when the length has nothing to do with the answer.
  if (longest > quickest / 2) return undefined;
  return `Not one of the ${pairs.length} CLIENT spans is longer than ${Math.ceil(longest)} ms, and not one answer came in less than ${Math.floor(quickest)} ms: they measure how long it takes to send a request. What has happened when your span ends, and what has not?`;
}
