import { trace } from '@opentelemetry/api';
import type { Running } from './config.ts';
import { provider } from './instrument.ts';

export function startTelemetry(): Running {
  return { stop: () => provider.shutdown() };
}

export const tracer = trace.getTracer('kiosk');

export function activeTrace(): { traceId: string; spanId: string } | undefined {
  return trace.getActiveSpan()?.spanContext();
}
