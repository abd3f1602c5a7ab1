import { fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import type { Click } from '../../click.ts';
import { short } from '../../context.ts';
import { notPlaced } from '../../judging.ts';
import { ROLES, type Role } from '../../settings.ts';
import { named, ofService, tally } from '../../spans.ts';

export interface FirstTraceSeen {
  readonly clicks: readonly Click[];
  /** All that have arrived, health checks apart. */
  readonly spans: readonly TraceSpan[];
  /** What the receiver answered to exports that it could not take: `404: POST / is no path of OTLP/HTTP`. */
  readonly problems: readonly string[];
}

const did = 'sent five checkouts without a traceparent and waited for their spans';
const EXPORTER = 'the exporter: OTEL_EXPORTER_OTLP_ENDPOINT is a base URL, /v1/traces is appended';

/** Pure. */
export function judgeFirstTrace(seen: FirstTraceSeen): Judgement {
  const { clicks, spans } = seen;
  const bad = notPlaced(did, clicks) ?? refusedExports(seen) ?? lostTrace(seen) ?? silentRole(spans);
  if (bad) return bad;
  for (const [index, { traceId = '' }] of clicks.entries()) {
    const finding = rootFinding(spans.filter((span) => span.traceId === traceId));
    if (finding)
      return fail({
        did,
        expected: 'each trace named in an answer to have one root, the SERVER span of the gateway',
        observed: `trace ${short(traceId)} of checkout ${index + 1} ${finding}`,
        look: ['where the gateway begins a span for the request that it serves, and of which kind'],
      });
  }
  return sameName(spans) ?? pass({ checkouts: clicks.length, spans: spans.length });
}

function refusedExports({ problems }: FirstTraceSeen): Judgement | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  return fail({
    did,
    expected: 'exports to be OTLP/HTTP: POST /v1/traces with protobuf or JSON',
    observed: `the receiver refused ${problems.length} of them, the first with ${first}`,
    look: [EXPORTER],
  });
}

function lostTrace({ clicks, spans }: FirstTraceSeen): Judgement | undefined {
  const distinct = new Set(clicks.map(({ traceId }) => traceId));
  const lost = clicks.findIndex(({ traceId }) => !spans.some((span) => span.traceId === traceId));
  if (distinct.size === clicks.length && lost === -1) return undefined;
  const arrived = [...distinct].filter((traceId) => spans.some((span) => span.traceId === traceId)).length;
  const detail =
    lost === -1
      ? 'several answers name the same trace'
      : `the answer to checkout ${lost + 1} names trace ${short(clicks[lost]?.traceId ?? '')}, of which nothing has arrived`;
  return fail({
    did,
    expected: 'a trace of its own for each checkout, the one its answer names, at the receiver within ten seconds',
    observed: `${clicks.length} checkouts, ${arrived} traces: ${detail}; spans received: ${tally(spans)}`,
    look: [EXPORTER, 'where the gateway takes the trace_id of its answer from'],
  });
}

function rootFinding(spans: readonly TraceSpan[]): string | undefined {
  const roots = spans.filter(({ parentSpanId }) => parentSpanId === '');
  const [root] = roots;
  if (!root) return 'has no root: every span in it names a parent';
  if (roots.length > 1) return `has ${roots.length} roots, ${roots.slice(0, 3).map(named).join(' and ')}`;
  return root.kind === 'server' && root.service === 'gateway' ? undefined : `has the root ${named(root)}`;
}

function silentRole(spans: readonly TraceSpan[]): Judgement | undefined {
  const silent = ROLES.find((role) => ofService(spans, role).length === 0);
  if (silent === undefined) return undefined;
  const others = [...new Set(spans.map(({ service }) => service))].filter((name) => !ROLES.includes(name as Role));
  const strange = others.length === 0 ? '' : `; others call themselves ${others.map((name) => `"${name}"`).join(', ')}`;
  return fail({
    did,
    expected: 'spans of all three roles, each with its OTEL_SERVICE_NAME as service.name',
    observed: `none of ${silent}; spans received: ${tally(spans)}${strange}`,
    look: [`how the role ${silent} starts its telemetry, and where its resource gets service.name from`],
  });
}

function sameName(spans: readonly TraceSpan[]): Judgement | undefined {
  const instances = ROLES.map((role) => {
    const ids = new Set(ofService(spans, role).map(({ resource }) => resource['service.instance.id']));
    return { role, ids: [...ids] };
  });
  const wrong = instances.find(({ role, ids }) => ids.length !== 1 || ids[0] !== `${role}-a`);
  if (!wrong) return undefined;
  return fail({
    did,
    expected: 'the resource of each role to have the service.instance.id that OTEL_RESOURCE_ATTRIBUTES gives it',
    observed: `${wrong.role} exported service.instance.id ${wrong.ids.map((one) => JSON.stringify(one) ?? 'none').join(' and ')}`,
    look: ['what the resource is made of: OTEL_RESOURCE_ATTRIBUTES is a list of key=value'],
  });
}
