import { criticalPath, type Piece } from './critical-path.ts';
import { readTrace } from './otlp-json.ts';

export interface Finding {
  span_id: string;
  self_ms: number;
  reason: 'slow_span' | 'sequential_calls' | 'queue_wait' | 'retries';
}

/** What contributes most to the critical path of the trace in `body`, an OTLP/JSON ExportTraceServiceRequest. */
export function analyze(body: unknown): Finding {
  const path = criticalPath(readTrace(body));
  const findings = path.map(single);
  const largest = findings.reduce((a, b) => (b.self_ms > a.self_ms ? b : a));
  return { ...largest, self_ms: Math.round(largest.self_ms) };
}

function single({ span, ms, queued }: Piece): Finding {
  return { span_id: span.id, self_ms: ms, reason: queued ? 'queue_wait' : 'slow_span' };
}
