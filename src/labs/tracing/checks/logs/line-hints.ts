import type { TraceSpan } from '../../../../kit.ts';
import { ROLES } from '../../settings.ts';
import type { LogLine } from './lines.ts';

// What follows from all lines together, where the failure tells of the first bad one.

/** With fewer lines than these a pattern may be chance. */
const LEAST = 4;
/** Of the bad lines: the clock of a line has whole milliseconds, and two requests may begin in one. */
const MOST = 0.8;

/** The trace a line ought to be in, by its order. */
type Own = ReadonlyMap<string, ReadonlySet<string>>;

/** Lines with a wrong trace id, or with none. */
export function whoseTrace(lines: readonly LogLine[], spans: readonly TraceSpan[], own: Own): string | undefined {
  const isBare = ({ traceId }: LogLine) => traceId === undefined;
  const bare = lines.filter(isBare);
  if (bare.length === lines.length)
    return `Not one of ${lines.length} lines has a trace_id, whichever role has written it and at whatever point of a request: it is no single line that misses its span. What do all lines have in common when they are written?`;
  const wrong = lines.filter((line) => line.traceId !== undefined && !own.get(line.orderRef ?? '')?.has(line.traceId));
  if (bare.length > 0 && wrong.length === 0) return onlySome(lines, bare);
  if (bare.length > 0 || wrong.length < LEAST) return undefined;
  const begun = startsByRole(spans);
  const fits = wrong.filter((line) => newestTrace(begun.get(line.role) ?? [], line) === line.traceId);
  if (fits.length < MOST * wrong.length) return undefined;
  return `In ${fits.length} of ${wrong.length} lines with a wrong trace, it is the trace whose request or job had begun last in that role before the line was written (${byRole(wrong, lines)}). Whoever is still at work then is taken for the newest: what does the beginning of a request change for the lines of all others?`;
}

/** Some roles leave the trace id out and others do not. */
function onlySome(lines: readonly LogLine[], bare: readonly LogLine[]): string | undefined {
  const count = (among: readonly LogLine[], role: string) => among.filter((line) => line.role === role).length;
  const silent = ROLES.filter((role) => count(bare, role) > 0);
  if (silent.some((role) => count(bare, role) < count(lines, role))) return undefined;
  const others = ROLES.filter((role) => !silent.includes(role));
  return `No line of ${silent.join(' and ')} has a trace_id, each line of ${others.join(' and ')} has one. What do the roles do differently before they write?`;
}

function byRole(some: readonly LogLine[], lines: readonly LogLine[]): string {
  const count = (among: readonly LogLine[], role: string) => among.filter((line) => line.role === role).length;
  return [...ROLES]
    .reverse()
    .map((role) => `${role} ${count(some, role)} of ${count(lines, role)}`)
    .join(', ');
}

/** Spans of requests and jobs, in the order of their beginnings. */
function startsByRole(spans: readonly TraceSpan[]): Map<string, TraceSpan[]> {
  const starts = spans.filter(({ kind }) => kind === 'server' || kind === 'consumer');
  starts.sort((a, b) => a.startMs - b.startMs);
  return new Map(ROLES.map((role) => [role, starts.filter(({ service }) => service === role)]));
}

/** Only of a line that says when it was written: what comes through a pipe comes late. */
function newestTrace(begun: readonly TraceSpan[], { saidMs }: LogLine): string | undefined {
  if (saidMs === undefined) return undefined;
  return begun.findLast(({ startMs }) => startMs < saidMs + 1)?.traceId;
}

/** Lines in the right trace that name no span of their role: whether it is the caller's. */
export function whoseSpan(lines: readonly LogLine[], spans: readonly TraceSpan[]): string | undefined {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const wrong = lines.filter(({ role, spanId }) => byId.get(spanId ?? '')?.service !== role);
  if (wrong.length < LEAST || wrong.some(({ spanId }) => spanId === undefined)) return undefined;
  const callers = new Set(
    spans
      .filter(({ kind }) => kind === 'server' || kind === 'consumer')
      .map(({ service, traceId, parentSpanId }) => `${service} ${traceId} ${parentSpanId}`),
  );
  if (!wrong.every(({ role, traceId, spanId }) => callers.has(`${role} ${traceId} ${spanId}`))) return undefined;
  return `All ${wrong.length} lines that name no span of their own role (${byRole(wrong, lines)}) name the parent of the span by which their role served the request: the one who asked, not the one who is at work. At what moment of a request is the id taken?`;
}
