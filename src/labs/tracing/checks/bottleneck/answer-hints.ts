import type { SpanToSend } from '../../../../kit.ts';
import type { Contribution } from '../../analysis/oracle.ts';
import { some } from '../../judging.ts';
import type { Answer } from './answer.ts';

// What all answers have in common, where the failure tells of the first wrong one: a rule that explains each of them.

/** An answer to a trace, held against ours. */
export interface Answered {
  readonly spans: readonly SpanToSend[];
  readonly right: Contribution;
  readonly answer: Answer;
  readonly isRight: boolean;
  /** Ids of the spans on the critical path. */
  readonly path: ReadonlySet<string>;
}

/** With fewer answers a rule that fits them all may fit by chance. */
const LEAST = 6;
/** Of the answers, where a rule may have an exception. */
const MOST = 0.8;
/** Answers may be rounded, and clocks are of microseconds. */
const ROUNDING_MS = 2;

/** The rule that the answers seem to follow; undefined when none explains them all. */
export function ruleBehind(answered: readonly Answered[]): string | undefined {
  if (answered.length < LEAST) return undefined;
  return (
    root(answered) ??
    longest(answered) ??
    missing(answered) ??
    uncut(answered) ??
    upToTheRoot(answered) ??
    ownTime(answered)
  );
}

const length = ({ startMs, endMs }: SpanToSend) => endMs - startMs;
const near = (a: number, b: number) => Math.abs(a - b) <= ROUNDING_MS;
const spanOf = ({ spans, answer }: Answered) => spans.find(({ spanId }) => spanId === answer.spanId);
const largest = (spans: readonly SpanToSend[], size: (span: SpanToSend) => number) =>
  spans.reduce<SpanToSend | undefined>((a, b) => (a && size(a) >= size(b) ? a : b), undefined);
const single = (answered: readonly Answered[]) => answered.filter(({ answer }) => answer.reason === 'slow_span');

function root(answered: readonly Answered[]): string | undefined {
  if (!answered.every((one) => spanOf(one)?.parentSpanId === '')) return undefined;
  const whole = answered.every((one) => near(one.answer.selfMs, length(spanOf(one) as SpanToSend)));
  return `In all ${answered.length} traces you named the root${whole ? ', with its whole length as self_ms' : ''}. Some of that time it has only waited: what is left of it when the time of those it waited for is taken away?`;
}

function longest(answered: readonly Answered[]): string | undefined {
  const slow = single(answered);
  const fits = slow.every((one) => {
    const below = one.spans.filter(({ parentSpanId }) => parentSpanId !== '');
    const span = largest(below, length);
    return span?.spanId === one.answer.spanId && near(one.answer.selfMs, length(span));
  });
  if (slow.length < LEAST || !fits) return undefined;
  const parents = slow.filter(({ spans, answer }) => spans.some(({ parentSpanId }) => parentSpanId === answer.spanId));
  return `Each of your ${slow.length} answers with the reason slow_span is the longest span below the root, with its whole length as self_ms; ${parents.length} of these spans have children. How long is a span that does nothing but wait for its child?`;
}

const QUESTIONS: Readonly<Record<Contribution['reason'], string>> = {
  slow_span: 'what does a span do itself, in the time that it waits for nobody?',
  queue_wait: 'which time on the path passes in no span at all?',
  retries: 'what else do the spans of such a group say, apart from their name?',
  sequential_calls: 'what do several spans make together that none of them makes alone?',
};

/** Wrong exactly where a reason would have been right that is never given. */
function missing(answered: readonly Answered[]): string | undefined {
  const given = new Set(answered.map(({ answer }) => answer.reason));
  const wrong = answered.filter(({ isRight }) => !isRight);
  const never = [...new Set(wrong.map(({ right }) => right.reason))].sort();
  if (never.length === 0 || never.some((reason) => given.has(reason)) || wrong.length === answered.length)
    return undefined;
  const question =
    QUESTIONS[never.includes('sequential_calls') ? 'sequential_calls' : (never[0] as Contribution['reason'])];
  return `You have never answered ${never.join(' or ')}, which would have been right ${times(wrong.length)}; all ${answered.length - wrong.length} other answers are right. So the way along the path is not the trouble: ${question}`;
}

const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);

/** Time counts that lies after the end of the parent. */
function uncut(answered: readonly Answered[]): string | undefined {
  const wrong = answered.filter(({ isRight }) => !isRight);
  const beyond = wrong.filter((one) => {
    const span = spanOf(one);
    const parent = one.spans.find(({ spanId }) => spanId === span?.parentSpanId);
    if (!span || !parent || parent.kind === 'producer' || span.endMs <= parent.endMs) return false;
    return one.answer.selfMs > parent.endMs - span.startMs + ROUNDING_MS;
  });
  if (beyond.length === 0 || beyond.length < wrong.length) return undefined;
  return `${wrong.length === 1 ? 'Your one wrong answer names' : `${wrong.length === 2 ? 'Both' : `All ${wrong.length}`} wrong answers name`} a span that ends after its parent, with more self_ms than lie before the parent’s end. Until when can a parent have waited for such a child?`;
}

/** Right where the root ends last, wrong where a message is worked on after it, and nothing named that begins later. */
function upToTheRoot(answered: readonly Answered[]): string | undefined {
  const later = answered.filter((one) =>
    one.spans.some((span) => isMessage(span, one.spans) && span.endMs > rootEnd(one)),
  );
  const wrong = answered.filter(({ isRight }) => !isRight);
  if (later.length === 0 || later.length === answered.length || later.length !== wrong.length) return undefined;
  if (!later.every((one) => !one.isRight && (spanOf(one)?.startMs ?? 0) < rootEnd(one))) return undefined;
  return `Your answers are right in all ${answered.length - later.length} traces in which no message is worked on after the end of the root, and wrong in the ${later.length} others; there you named nothing that begins after that end. Where does your walk back begin?`;
}

function isMessage(span: SpanToSend, spans: readonly SpanToSend[]): boolean {
  return spans.some(({ spanId, kind }) => spanId === span.parentSpanId && kind === 'producer');
}

const rootEnd = ({ spans }: Answered) => spans.find(({ parentSpanId }) => parentSpanId === '')?.endMs ?? 0;

/** The most time of its own, on the path or not. Messages count as children or not, so not every answer has to fit. */
function ownTime(answered: readonly Answered[]): string | undefined {
  const slow = single(answered);
  const fits = slow.filter(({ spans, answer }) => {
    const span = largest(spans, (one) => own(one, spans));
    return span?.spanId === answer.spanId && near(answer.selfMs, own(span, spans));
  });
  const off = fits.filter(({ answer, path }) => !path.has(answer.spanId)).length;
  const wrong = fits.filter(({ isRight }) => !isRight).length;
  if (slow.length < LEAST || fits.length < MOST * slow.length || off === 0 || wrong < 2) return undefined;
  return `In ${fits.length} of your ${slow.length} answers with the reason slow_span, the span is that with the most time of its own in the whole trace, all of which is its self_ms; yet ${some(off, 'such span')} ${off === 1 ? 'is' : 'are'} off the path. At what point does your search ask for the path?`;
}

/** Time of a span in which no child of it was under way. */
function own(span: SpanToSend, spans: readonly SpanToSend[]): number {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  let [time, at] = [0, span.startMs];
  for (const child of children.sort((a, b) => a.startMs - b.startMs)) {
    time += Math.max(0, Math.min(child.startMs, span.endMs) - at);
    at = Math.max(at, Math.min(child.endMs, span.endMs));
  }
  return time + Math.max(0, span.endMs - at);
}
