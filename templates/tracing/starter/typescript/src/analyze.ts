import { notImplemented } from './errors.ts';

export interface Finding {
  span_id: string;
  self_ms: number;
  reason: 'slow_span' | 'sequential_calls' | 'queue_wait' | 'retries';
}

/** Step 7: what contributes most to the critical path of the trace in `body`, an OTLP/JSON ExportTraceServiceRequest. */
export function analyze(_body: unknown): Finding {
  throw notImplemented('/analyze');
}
