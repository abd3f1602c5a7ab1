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
import { notPlaced } from '../../judging.ts';
import { type Rig, sentinel, settled } from '../../rig.ts';
import { inOrder, isHealthCheck, named, serverSpan } from '../../spans.ts';
import { waterfallOf } from '../../waterfall.ts';
import { markWire, type Witness, witnesses } from '../../wire.ts';

export interface TreeSeen {
  readonly click: Click;
  readonly sent: SpanContext;
  /** All that have arrived since, health checks apart, whatever their trace. */
  readonly spans: readonly TraceSpan[];
  readonly calls: readonly Witness[];
}

const did = 'sent one checkout with traceparent 00-T-P-01';
const ORDERS = 'what the gateway’s HTTP client sends along with a request to orders, and what orders reads from it';

async function observe(arena: Arena, rig: Rig): Promise<TreeSeen> {
  const sent = inventContext(arena.random);
  const [since, wire] = [rig.otlp.mark(), markWire(rig)];
  const clicked = await click(rig.client, inventBasket(arena.random), { sent });
  const look = (): TreeSeen => ({
    click: clicked,
    sent,
    spans: inOrder(rig.otlp.spans.slice(since).filter((span) => !isHealthCheck(span))),
    calls: witnesses(rig, wire),
  });
  arena.note('waiting for the spans of one checkout');
  // A tree that looks whole must stay so when everything has arrived.
  if (await settled(arena, () => judgeTree(look()).verdict === 'pass')) {
    await sentinel(arena, rig);
    await settled(arena, () => judgeTree(look()).verdict === 'pass');
  }
  return look();
}

/** Pure. */
export function judgeTree(seen: TreeSeen): Judgement {
  const { click: clicked, sent, spans } = seen;
  const inT = spans.filter(({ traceId }) => traceId === sent.traceId);
  const bad = notPlaced(did, [clicked]) ?? gatewayFinding(seen, inT) ?? ordersFinding(seen, inT);
  if (bad) return bad;
  const known = new Set([sent.spanId, ...inT.map(({ spanId }) => spanId)]);
  const rootless = inT.find(({ parentSpanId }) => parentSpanId === '');
  const orphan = inT.find(({ parentSpanId }) => parentSpanId !== '' && !known.has(parentSpanId));
  const stray = rootless ?? orphan;
  if (stray) {
    const how = rootless ? 'has no parent' : `names the parent ${short(stray.parentSpanId)}, which nobody exported`;
    return fail({
      did,
      expected: 'every span of trace T to hang under P: its parent is P or a span that was exported',
      observed: `${named(stray)} ${how}`,
      look: ['which context is active where this span is begun, and whether every span that is begun is ended'],
    });
  }
  return pass({ spans: inT.length }, [waterfallOf('One checkout', inT, seen.calls)]);
}

function gatewayFinding({ click: clicked, sent }: TreeSeen, inT: readonly TraceSpan[]): Judgement | undefined {
  const expected = 'the gateway to continue the trace of its client: its SERVER span in T, with the parent P';
  const look: [string] = ['what the gateway reads from the headers of a request before it begins its span'];
  const server = serverSpan(inT, 'gateway');
  if (!server) {
    const other = clicked.traceId === sent.traceId ? '' : `; its answer names trace ${short(clicked.traceId ?? '')}`;
    return fail({ did, expected, observed: `no SERVER span of the gateway arrived in T${other}`, look });
  }
  if (clicked.traceId !== sent.traceId)
    return fail({ did, expected, observed: `the answer names trace ${short(clicked.traceId ?? '')} instead`, look });
  if (server.parentSpanId === sent.spanId) return undefined;
  const parent = server.parentSpanId === '' ? 'no parent' : `the parent ${short(server.parentSpanId)}`;
  return fail({ did, expected, observed: `${named(server)} is in T, but has ${parent}`, look });
}

function ordersFinding({ spans, calls }: TreeSeen, inT: readonly TraceSpan[]): Judgement | undefined {
  if (serverSpan(inT, 'orders')) return undefined;
  const elsewhere = serverSpan(spans, 'orders');
  const call = calls.find(({ at }) => at === 'orders');
  const caller = inT.find(({ kind, service }) => kind === 'client' && service === 'gateway');
  const from = caller ? ` came from gateway span ${caller.spanId.slice(0, 6)}…, but` : '';
  const carried = call?.header === undefined ? 'carried no traceparent' : `carried traceparent ${call.header}`;
  const observed = elsewhere
    ? `${named(elsewhere)} is in a trace of its own: the request it served${from} ${carried}`
    : `no SERVER span of orders has arrived; the request to it ${carried}`;
  return fail({ did, expected: 'the SERVER span of orders in T as well', observed, look: [ORDERS] });
}

export const tree = defineCheck<Rig, TreeSeen>({
  id: '2a',
  title: 'Gateway and orders hang in the trace of their client',
  minimum: { spans: 5 },
  observe,
  judge: judgeTree,
});
