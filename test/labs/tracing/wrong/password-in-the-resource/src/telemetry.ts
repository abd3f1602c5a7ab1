import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Running } from './config.ts';

const STOP_MS = 3000;

/**
 * The environment says everything else: the exporter reads OTEL_EXPORTER_OTLP_…, the processor OTEL_BSP_…, the provider
 * OTEL_TRACES_SAMPLER, the resource OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES. `register` installs the propagators for
 * W3C Trace Context and baggage, and keeps the active span in an AsyncLocalStorage.
 */
export function startTelemetry(): Running {
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ 'db.connection_string': process.env.DATABASE_URL ?? '' })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return { stop: () => Promise.race([provider.shutdown().catch(() => undefined), timeUp()]) };
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
