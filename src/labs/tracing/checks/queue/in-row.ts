import { type Arena, defineCheck, fail, type Judgement, pass, type TraceSpan } from '../../../../kit.ts';
import { type Click, click, inventBasket } from '../../click.ts';
import { inventContext, readTraceparent, short } from '../../context.ts';
import { jobOf, traceparentIn } from '../../jobs.ts';
import { notPlaced } from '../../judging.ts';
import { type Rig, settled } from '../../rig.ts';
import { named } from '../../spans.ts';

export interface InRowSeen {
  readonly click: Click;
  /** undefined when there is no job of this order. */
  readonly headers: unknown;
  readonly found: boolean;
  /** Of the client's trace. */
  readonly spans: readonly TraceSpan[];
}

const did = 'sent one checkout with a traceparent and read the headers of its job';
const ENQUEUE = 'where orders inserts the job: which context goes into headers, and when';

async function observe(arena: Arena, rig: Rig): Promise<InRowSeen> {
  const sent = inventContext(arena.random);
  const basket = inventBasket(arena.random);
  const clicked = await click(rig.client, basket, { sent });
  const job = await jobOf(rig.sql, basket);
  const look = (): InRowSeen => ({
    click: clicked,
    found: job !== undefined,
    headers: job?.headers,
    spans: rig.otlp.trace(sent.traceId),
  });
  await settled(arena, () => judgeInRow(look()).verdict === 'pass');
  return look();
}

/** Pure. */
export function judgeInRow({ click: clicked, found, headers, spans }: InRowSeen): Judgement {
  const { sent, basket } = clicked;
  const bad = notPlaced(did, [clicked]);
  if (bad) return bad;
  if (!found)
    return fail({
      did,
      expected: 'a row in jobs whose payload has the order_ref, from the transaction of the order',
      observed: `there is none for order ${basket.orderRef} when its checkout has been answered`,
      look: ['the contract in README.md: what orders inserts'],
    });
  const header = traceparentIn(headers);
  const context = readTraceparent(header);
  const span = spans.find(({ spanId }) => spanId === context?.spanId);
  const expected = 'headers.traceparent to carry the client’s trace, with a span of orders as the parent-id';
  const finding = rowFinding();
  return finding === undefined ? pass({ jobs: 1 }) : fail({ did, expected, observed: finding, look: [ENQUEUE] });

  function rowFinding(): string | undefined {
    if (header === undefined)
      return `jobs.headers is ${JSON.stringify(headers)} for order ${basket.orderRef}: the worker has nothing to continue from`;
    if (!context) return `headers.traceparent is ${JSON.stringify(header)}`;
    if (context.traceId !== sent?.traceId)
      return `headers.traceparent has trace ${short(context.traceId)}, the client’s is ${short(sent?.traceId ?? '')}`;
    if (context.spanId === sent.spanId)
      return 'its parent-id is the one that the client had sent: the header went past orders’ own spans';
    if (!span) return `its parent-id is ${short(context.spanId)}, which nobody exported`;
    return span.service === 'orders' ? undefined : `its parent-id is that of ${named(span)}`;
  }
}

export const inRow = defineCheck<Rig, InRowSeen>({
  id: '3a',
  title: 'The job carries the context of the span that sent it',
  minimum: { jobs: 1 },
  observe,
  judge: judgeInRow,
});
