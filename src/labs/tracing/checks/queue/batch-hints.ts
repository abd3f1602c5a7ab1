import type { SpanContext, TraceSpan } from '../../../../kit.ts';
import { some } from '../../judging.ts';
import { continues, named } from '../../spans.ts';

/** One span stands for a whole batch: which of the jobs it knows of, and how. */
export function whichOfTheBatch(contexts: readonly SpanContext[], spans: readonly TraceSpan[]): string | undefined {
  const consumers = spans.filter(({ kind }) => kind === 'consumer');
  const places = contexts.flatMap((context, i) => (spans.some((span) => continues(span, context)) ? [i + 1] : []));
  const [consumer] = consumers;
  const [place] = places;
  if (!consumer || consumers.length > 1 || place === undefined || places.length > 1) return undefined;
  const context = contexts[place - 1] as SpanContext;
  if (!continues(consumer, context)) return undefined;
  const isParent = consumer.parentSpanId === context.spanId;
  const links = consumer.links.length;
  const rest = contexts.length - 1;
  return `${named(consumer)} is the only CONSUMER span for ${contexts.length} jobs. It continues the one at place ${place} ${isParent ? 'as its child' : 'by a link'} and has ${links === 0 ? 'no link' : `${some(links, 'link')} in all`}; no span names any other job. Whose headers have been read when it is begun, and what of the ${rest} others?`;
}
