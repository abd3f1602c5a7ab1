/** A line that an instance printed about a request or a job. */
export interface LogLine {
  readonly role: string;
  readonly orderRef: string | undefined;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly level: string | undefined;
  /** What the line says itself, in ms since 1970; undefined when it does not. */
  readonly saidMs: number | undefined;
  /** When it arrived, in ms since 1970. */
  readonly arrivedMs: number;
}

/** Reads a line of JSON; undefined for any other. OpenTelemetry's names and those of ECS, flat or nested. */
export function readLine(role: string, text: string, arrivedMs: number): LogLine | undefined {
  const fields = parsed(text);
  if (!fields) return undefined;
  const word = (...names: string[]) => names.map((name) => at(fields, name)).find((value) => typeof value === 'string');
  const time = at(fields, 'time') ?? at(fields, 'timestamp') ?? at(fields, '@timestamp') ?? at(fields, 'ts');
  return {
    role,
    orderRef: word('order_ref'),
    traceId: word('trace_id', 'trace.id'),
    spanId: word('span_id', 'span.id'),
    level: word('level', 'log.level')?.toLowerCase(),
    saidMs: moment(time),
    arrivedMs,
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function at(fields: Record<string, unknown>, name: string): unknown {
  if (name in fields) return fields[name];
  const [first = '', ...rest] = name.split('.');
  const inner = fields[first];
  if (rest.length === 0 || typeof inner !== 'object' || inner === null) return undefined;
  return at(inner as Record<string, unknown>, rest.join('.'));
}

/** ISO 8601, or seconds or milliseconds since 1970. */
function moment(value: unknown): number | undefined {
  if (typeof value === 'string') {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : ms;
  }
  if (typeof value !== 'number') return undefined;
  return value < 1e11 ? value * 1000 : value;
}
