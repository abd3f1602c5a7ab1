import type { SpanContext, TraceSpan } from '../../kit.ts';
import type { Role } from './settings.ts';

export function ofService(spans: readonly TraceSpan[], service: string): TraceSpan[] {
  return spans.filter((span) => span.service === service);
}

/** The span by which a role answered the request; the first one if it has several. */
export function serverSpan(spans: readonly TraceSpan[], role: Role): TraceSpan | undefined {
  const found = spans.filter(({ service, kind }) => service === role && kind === 'server');
  return found.sort((a, b) => a.startMs - b.startMs)[0];
}

export function hasServed(spans: readonly TraceSpan[], roles: readonly Role[]): boolean {
  return roles.every((role) => serverSpan(spans, role) !== undefined);
}

/** Whether a span continues another one: as its child, or linked to it. */
export function continues(span: TraceSpan, { traceId, spanId }: SpanContext): boolean {
  const child = span.traceId === traceId && span.parentSpanId === spanId;
  return child || span.links.some((link) => link.traceId === traceId && link.spanId === spanId);
}

/** Traces that count as T: T itself, and those with a span that is linked to it. */
export function tracesOf(spans: readonly TraceSpan[], traceId: string): Set<string> {
  const linked = spans.filter(({ links }) => links.some((link) => link.traceId === traceId));
  return new Set([traceId, ...linked.map((span) => span.traceId)]);
}

/** The worker's part of T, also if it is a trace of its own that is linked to T. */
export function workerSpans(spans: readonly TraceSpan[], traceId: string): TraceSpan[] {
  const own = ofService(spans, 'worker');
  const traces = tracesOf(own, traceId);
  return own.filter((span) => traces.has(span.traceId));
}

/** Requests to /healthz are the grader's own. */
export function isHealthCheck({ name, attributes }: TraceSpan): boolean {
  return [name, attributes['url.path'], attributes['http.route'], attributes['http.target']].some(
    (text) => typeof text === 'string' && text.includes('healthz'),
  );
}

/** `SERVER span 3f2a… "POST /orders" of orders` */
export function named({ kind, spanId, name, service }: TraceSpan): string {
  return `${kind.toUpperCase()} span ${spanId.slice(0, 6)}… "${name}" of ${service === '' ? 'a nameless service' : service}`;
}

/** How many spans came from each role, for a failure. */
export function tally(spans: readonly TraceSpan[]): string {
  return ['gateway', 'orders', 'worker'].map((role) => `${role} ${ofService(spans, role).length}`).join(', ');
}

/** In the order of their beginnings, so that it does not depend on which role exports first what is found first. */
export function inOrder(spans: readonly TraceSpan[]): TraceSpan[] {
  return [...spans].sort((a, b) => a.startMs - b.startMs);
}
