import { activeTrace, callerId } from './telemetry.ts';

type Fields = Record<string, unknown>;

const service = process.env.OTEL_SERVICE_NAME ?? process.env.ROLE;

/** Writes a line of JSON to stdout. It names the span that is active in the moment of writing, if there is one. */
function write(level: 'info' | 'error', message: string, fields: Fields): void {
  const active = activeTrace();
  const ids = active && { trace_id: active.traceId, span_id: callerId() ?? active.spanId };
  const line = { time: new Date().toISOString(), level, service, message, ...ids, ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

export const log = {
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};
