import {
  type Arena,
  defineCheck,
  fail,
  type Judgement,
  pass,
  type SpanContext,
  type TraceSpan,
} from '../../../../kit.ts';
import { type Click, click, inventBasket } from '../../click.ts';
import { inventContext, short } from '../../context.ts';
import { type Rig, settled } from '../../rig.ts';
import { serverSpan } from '../../spans.ts';

/** From the W3C test suite for trace context; OpenTelemetry's propagators for JavaScript, Python and Go agree on all of them. */
interface Case {
  readonly why: string;
  readonly accepted: boolean;
  headers(sent: SpanContext): Readonly<Record<string, string>>;
}

const ZERO = '0';
const of = (version: string, traceId: string, spanId: string, rest = '') => ({
  traceparent: `${version}-${traceId}-${spanId}-01${rest}`,
});
const CASES: readonly Case[] = [
  { why: 'version ff is forbidden', accepted: false, headers: (c) => of('ff', c.traceId, c.spanId) },
  { why: 'a trace id of zeros is invalid', accepted: false, headers: (c) => of('00', ZERO.repeat(32), c.spanId) },
  { why: 'a parent id of zeros is invalid', accepted: false, headers: (c) => of('00', c.traceId, ZERO.repeat(16)) },
  { why: 'a trace id has 32 digits', accepted: false, headers: (c) => of('00', c.traceId.slice(1), c.spanId) },
  {
    why: 'only hexadecimal digits are allowed',
    accepted: false,
    headers: (c) => of('00', `${c.traceId.slice(1)}g`, c.spanId),
  },
  { why: 'only lower case is allowed', accepted: false, headers: (c) => of('00', c.traceId.toUpperCase(), c.spanId) },
  { why: 'version 00 has four fields', accepted: false, headers: (c) => of('00', c.traceId, c.spanId, '-extra') },
  {
    why: 'a later version may have more fields',
    accepted: true,
    headers: (c) => of('cc', c.traceId, c.spanId, '-extra'),
  },
  {
    why: 'names of headers have no case',
    accepted: true,
    headers: (c) => ({ TraceParent: of('00', c.traceId, c.spanId).traceparent }),
  },
];

interface Attempt {
  readonly why: string;
  readonly accepted: boolean;
  readonly header: string;
  readonly sent: SpanContext;
  readonly click: Click;
  /** Of the trace that the answer names. */
  readonly spans: readonly TraceSpan[];
}

export interface MalformedSeen {
  readonly attempts: readonly Attempt[];
}

const did = 'sent nine checkouts, each with another peculiar traceparent';

async function observe(arena: Arena, rig: Rig): Promise<MalformedSeen> {
  const sentAll = await Promise.all(
    CASES.map(async ({ why, accepted, headers }) => {
      const sent = inventContext(arena.random);
      const given = headers(sent);
      const clicked = await click(rig.client, inventBasket(arena.random, 1), { sent, headers: given });
      const [[name, value]] = Object.entries(given) as [[string, string]];
      return { why, accepted, sent, header: `${name}: ${value}`, click: clicked };
    }),
  );
  const look = (): MalformedSeen => ({
    attempts: sentAll.map((one) => ({ ...one, spans: rig.otlp.trace(one.click.traceId ?? '') })),
  });
  await settled(arena, () => judgeMalformed(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgeMalformed({ attempts }: MalformedSeen): Judgement {
  for (const attempt of attempts) {
    const finding = answerFinding(attempt) ?? traceFinding(attempt) ?? parentFinding(attempt);
    if (finding) return fail({ did, ...finding });
  }
  return pass({ headers: attempts.length });
}

type Finding = { readonly expected: string; readonly observed: string; readonly look: [string] };

function answerFinding({ why, header, click: { status, traceId, told } }: Attempt): Finding | undefined {
  if (status === 201 && traceId !== undefined) return undefined;
  return {
    expected: `a checkout with "${header}" to be answered 201, with the trace_id of a valid trace: ${why}`,
    observed: `it got ${told}`,
    look: ['how traceparent is read: whatever is wrong with it, the order is not'],
  };
}

function traceFinding({ why, accepted, header, sent, click: clicked }: Attempt): Finding | undefined {
  const { traceId = '' } = clicked;
  const continued = traceId === sent.traceId;
  if (continued === accepted) return undefined;
  return {
    expected: accepted
      ? `"${header}" to be understood: ${why}`
      : `"${header}" to be ignored and a new trace to be begun: ${why}`,
    observed: continued ? `you continued trace ${short(traceId)}` : `you began a new trace, ${short(traceId)}`,
    look: ['how traceparent is read: the propagator of your SDK knows the rules'],
  };
}

function parentFinding({ why, accepted, header, sent, spans }: Attempt): Finding | undefined {
  const server = serverSpan(spans, 'gateway');
  if (server?.parentSpanId === (accepted ? sent.spanId : '')) return undefined;
  const wanted = accepted ? 'the parent that was sent' : 'no parent';
  return {
    expected: `after "${header}" a SERVER span of the gateway with ${wanted}: ${why}`,
    observed: server
      ? `its parent is ${short(server.parentSpanId) || 'none'}`
      : 'no such span arrived in the trace that the answer names',
    look: ['how traceparent is read, and what becomes of a context that is not valid'],
  };
}

export const malformed = defineCheck<Rig, MalformedSeen>({
  id: '2c',
  title: 'A traceparent that is none begins a new trace',
  minimum: { headers: CASES.length },
  observe,
  judge: judgeMalformed,
});
