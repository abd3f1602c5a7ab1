import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inventBasket } from '../../click.ts';
import { short } from '../../context.ts';
import { some } from '../../judging.ts';
import { settled } from '../../rig.ts';
import { waterfallOf } from '../../waterfall.ts';
import type { LogLine } from './lines.ts';
import type { LogRig } from './rig.ts';

export interface LeadSeen {
  /** The checkout that failed; `traceId` is its `error.trace_id`. */
  readonly click: Click;
  /** Of the trace that the answer names. */
  readonly spans: readonly TraceSpan[];
  /** Lines with that trace id. */
  readonly lines: readonly LogLine[];
}

const did = 'had payments answer 500 to one checkout, and followed error.trace_id of the answer';

async function observe(arena: Arena, rig: LogRig): Promise<LeadSeen> {
  const basket = inventBasket(arena.random);
  rig.stubs.payments.script(({ body }) =>
    body.includes(basket.orderRef) ? { kind: 'answer', answer: { status: 500, json: {} } } : undefined,
  );
  // Without a traceparent: the answer is all that leads to the trace.
  const clicked = await click(rig.client, basket);
  rig.stubs.payments.script(undefined);
  const look = (): LeadSeen => ({
    click: clicked,
    spans: rig.otlp.trace(clicked.traceId ?? ''),
    lines: rig.lines.filter(({ traceId }) => traceId !== undefined && traceId === clicked.traceId),
  });
  await settled(arena, () => judgeLead(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgeLead({ click: clicked, spans, lines }: LeadSeen): Judgement {
  const { status, traceId, told } = clicked;
  if (status !== 502 || traceId === undefined)
    return fail({
      did,
      expected: 'status 502 with error.trace_id, 32 hexadecimal digits',
      observed: told,
      look: ['the contract in README.md: every error carries error.trace_id'],
    });
  if (!spans.some((span) => span.status.code === 'error'))
    return fail({
      did,
      expected: 'a span in error in the trace that the answer names',
      observed: `trace ${short(traceId)} has ${some(spans.length, 'span')}, none of them in error`,
      look: ['where error.trace_id comes from, and what sets the status of a span'],
    });
  if (!lines.some(({ level }) => level === 'error'))
    return fail({
      did,
      expected: 'a line with the level error and the trace_id that the answer names',
      observed: `${some(lines.length, 'line')} with trace ${short(traceId)}, none of them of the level error`,
      look: ['what is written to stdout when a request fails, and with which level and trace_id'],
    });
  return pass({ 'failed checkouts': 1 }, [waterfallOf('The checkout that failed', spans)]);
}

export const lead = defineCheck<LogRig, LeadSeen>({
  id: '6b',
  title: 'An error’s trace id leads to its trace and to its lines',
  minimum: { 'failed checkouts': 1 },
  observe,
  judge: judgeLead,
});
