import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import type { Click } from '../../click.ts';
import { short } from '../../context.ts';
import { isIdle } from '../../jobs.ts';
import { notPlaced } from '../../judging.ts';
import { settled } from '../../rig.ts';
import { ROLES } from '../../settings.ts';
import { named, tracesOf } from '../../spans.ts';
import { crowd, jitter } from '../tree/crowd.ts';
import { whoseSpan, whoseTrace } from './line-hints.ts';
import type { LogLine } from './lines.ts';
import type { LogRig } from './rig.ts';

export interface CrowdLinesSeen {
  readonly clicks: readonly Click[];
  /** All lines since. */
  readonly lines: readonly LogLine[];
  readonly spans: readonly TraceSpan[];
}

/** Of a line that says when it was written. */
const TOLERANCE_MS = 100;
/** Of a line that does not: it has come through a pipe, and a busy machine reads late. */
const PIPE_MS = 2000;
const did = 'sent 40 checkouts, ten at a time, all sampled, and read what the three roles wrote to stdout about them';

async function observe(arena: Arena, rig: LogRig): Promise<CrowdLinesSeen> {
  const since = rig.lines.length;
  arena.note('40 checkouts, ten at a time');
  const stop = jitter(arena, rig);
  const clicks = await crowd(arena, rig);
  stop();
  await settled(arena, () => isIdle(rig.sql));
  const look = (): CrowdLinesSeen => ({ clicks, lines: rig.lines.slice(since), spans: rig.otlp.spans });
  await settled(arena, () => judgeCrowdLines(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgeCrowdLines({ clicks, lines, spans }: CrowdLinesSeen): Judgement {
  const bad = notPlaced(did, clicks);
  if (bad) return bad;
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const own = new Map(clicks.map(({ basket, sent }) => [basket.orderRef, sent?.traceId ?? '']));
  const told = lines.filter(({ orderRef }) => orderRef !== undefined && own.has(orderRef));
  const quiet = quietRole(clicks, told);
  if (quiet) return quiet;
  // Links are looked for once, not for every line.
  const traces = new Map([...own].map(([orderRef, traceId]) => [orderRef, tracesOf(spans, traceId)]));
  for (const line of told) {
    const ofTrace = traceFinding(line, own, traces);
    if (ofTrace) return fail({ did, ...ofTrace, hint: whoseTrace(told, spans, traces) });
    const ofSpan = spanFinding(line, byId);
    if (ofSpan) return fail({ did, ...ofSpan, hint: whoseSpan(told, spans) });
  }
  return pass({ checkouts: clicks.length, lines: told.length });
}

function quietRole(clicks: readonly Click[], told: readonly LogLine[]): Judgement | undefined {
  for (const role of ROLES) {
    const refs = new Set(told.filter((line) => line.role === role).map(({ orderRef }) => orderRef));
    const missing = clicks.find(({ basket }) => !refs.has(basket.orderRef));
    if (missing)
      return fail({
        did,
        expected: 'each role to write at least one line of JSON with the order_ref for each order',
        observed: `${role} wrote lines about ${refs.size} of ${clicks.length} orders, none about ${missing.basket.orderRef}`,
        look: ['the contract in README.md: stdout is JSON lines, and which fields they have'],
      });
  }
  return undefined;
}

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string, ...string[]] };
const ACTIVE = 'where the ids of a line come from: the span that is active when the line is written';

function traceFinding(
  { role, orderRef = '', traceId }: LogLine,
  own: ReadonlyMap<string, string>,
  traces: ReadonlyMap<string, ReadonlySet<string>>,
): Finding | undefined {
  if (traceId !== undefined && traces.get(orderRef)?.has(traceId)) return undefined;
  const ran = `${orderRef} ran as ${short(own.get(orderRef) ?? '')}`;
  return {
    expected: 'every line with an order_ref to carry the trace_id of that order',
    observed: `${role} logged ${orderRef} with ${traceId === undefined ? 'no trace_id' : `trace ${short(traceId)}`}, ${ran}`,
    look: [ACTIVE],
  };
}

function spanFinding(line: LogLine, byId: ReadonlyMap<string, TraceSpan>): Finding | undefined {
  const { role, orderRef, spanId, traceId } = line;
  const expected = 'span_id to be a span of the same service which was active when the line was written';
  const span = byId.get(spanId ?? '');
  const about = `${role} logged ${orderRef} with ${spanId === undefined ? 'no span_id' : `span ${short(spanId)}`}`;
  if (!span)
    return { expected, observed: `${about}${spanId === undefined ? '' : ', which nobody exported'}`, look: [ACTIVE] };
  if (span.service !== role || span.traceId !== traceId)
    return { expected, observed: `${about}, which is ${named(span)}`, look: [ACTIVE] };
  const [from, to] =
    line.saidMs === undefined ? [line.arrivedMs - PIPE_MS, line.arrivedMs] : [line.saidMs, line.saidMs];
  if (span.startMs <= to + TOLERANCE_MS && span.endMs >= from - TOLERANCE_MS) return undefined;
  const off = Math.round(span.startMs > to ? span.startMs - to : from - span.endMs);
  const how = span.startMs > to ? `began ${off} ms later` : `had ended ${off} ms before`;
  return { expected, observed: `${about}; ${named(span)} ${how}`, look: [ACTIVE] };
}

export const crowdLines = defineCheck<LogRig, CrowdLinesSeen>({
  id: '6a',
  title: 'Every line about an order names its trace and an active span',
  limitMs: 45_000,
  minimum: { checkouts: 40, lines: 120 },
  observe,
  judge: judgeCrowdLines,
});
