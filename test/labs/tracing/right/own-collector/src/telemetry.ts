import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Collector } from './collector.ts';
import type { Running } from './config.ts';

const STOP_MS = 3000;
const collector = new Collector(`${(process.env.OTEL_EXPORTER_OTLP_ENDPOINT ?? '').replace(/\/$/, '')}/v1/traces`);
const url = await collector.listen();

export function startTelemetry(): Running {
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  const shutdown = () => provider.shutdown().catch(() => undefined);
  return { stop: () => Promise.race([shutdown().then(() => collector.drained()), timeUp()]) };
}

/** A receiver that hangs must not keep the process alive. */
function timeUp(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, STOP_MS).unref());
}

export const tracer = trace.getTracer('kiosk');

/** The ids of the span that is active here and now; `undefined` outside of requests and jobs. */
export function activeTrace(): { traceId: string; spanId: string } | undefined {
  return trace.getActiveSpan()?.spanContext();
}
