import { type Arena, defineCheck, fail, type Judgement, pass, type SpanToSend, toOtlpJson } from '../../../../kit.ts';
import { type Analysis, analyse, type Contribution } from '../../analysis/oracle.ts';
import { SHAPES } from '../../analysis/shapes.ts';
import type { Rig } from '../../rig.ts';
import { waterfallOf } from '../../waterfall.ts';
import { type Answer, readAnswer } from './answer.ts';
import { type Answered, ruleBehind } from './answer-hints.ts';

interface Question {
  /** What kind of trace it is. */
  readonly what: string;
  readonly spans: readonly SpanToSend[];
  readonly answer: Answer | string;
}

export interface AnalyzeSeen {
  readonly questions: readonly Question[];
}

const did = `sent ${SHAPES.length} traces made up for this run to POST /analyze`;
const RULE = 'the rule in README.md and its worked examples';
const SHARE = 0.1;
/** Rounding, and clocks of microseconds. */
const ROUNDING_MS = 2;

async function observe(arena: Arena, rig: Rig): Promise<AnalyzeSeen> {
  arena.note(`${SHAPES.length} traces to analyse`);
  const questions: Question[] = [];
  for (const shape of arena.random.shuffle(SHAPES)) {
    const { spans } = shape.draw(arena.random);
    const reply = await rig.client.post('/analyze', toOtlpJson(arena.random.shuffle(spans)));
    questions.push({ what: shape.what, spans, answer: readAnswer(reply) });
  }
  return { questions };
}

/** Pure. */
export function judgeAnalyze({ questions }: AnalyzeSeen): Judgement {
  const wrong = questions.flatMap(({ what, spans, answer }, index) => {
    const analysis = analyse(spans);
    const [right] = analysis.contributions;
    if (!right || matches(answer, right)) return [];
    const observed = `trace ${index + 1} (${what}): ${typeof answer === 'string' ? answer : finding(answer, spans, analysis, right)}`;
    return [{ right, observed, spans, analysis }];
  });
  const [first] = wrong;
  if (!first) return pass({ traces: questions.length });
  const { right, observed, spans, analysis } = first;
  return fail(
    {
      did,
      expected: `the largest contributor to the critical path of each; here ${nameOf(right.spanIds[0] ?? '', spans)}, ${right.reason}, about ${Math.round(right.selfMs)} ms`,
      observed: `${observed} (${wrong.length} of ${questions.length} are wrong)`,
      look: [RULE],
      hint: ruleBehind(answeredOf(questions)),
    },
    [picture(spans, analysis)],
  );
}

/** Only when each trace got an answer: a rule must explain them all. */
function answeredOf(questions: AnalyzeSeen['questions']): Answered[] {
  const answered = questions.flatMap(({ spans, answer }) => {
    const { contributions, path } = analyse(spans);
    const [right] = contributions;
    if (!right || typeof answer === 'string') return [];
    return [{ spans, answer, right, path, isRight: matches(answer, right) }];
  });
  return answered.length === questions.length ? answered : [];
}

function matches(answer: Answer | string, right: Contribution): boolean {
  if (typeof answer === 'string') return false;
  const near = Math.abs(answer.selfMs - right.selfMs) <= right.selfMs * SHARE + ROUNDING_MS;
  return right.spanIds.includes(answer.spanId) && answer.reason === right.reason && near;
}

function finding(answer: Answer, spans: readonly SpanToSend[], { path }: Analysis, right: Contribution): string {
  const span = spans.find(({ spanId }) => spanId === answer.spanId);
  const you = `you named ${span ? nameOf(span.spanId, spans) : `"${answer.spanId}", which is no span of this trace`}`;
  if (!span) return you;
  const long = `${Math.round(span.endMs - span.startMs)} ms long`;
  if (!path.has(span.spanId))
    return `${you} (${long}), which is not on the critical path: taking it away saves nothing`;
  const same = right.spanIds.includes(span.spanId);
  if (same && answer.reason === right.reason) return `${you} with self_ms ${answer.selfMs}`;
  return same
    ? `${you} with the reason ${answer.reason}`
    : `${you} (${long}), which contributes less, as ${answer.reason}`;
}

function nameOf(spanId: string, spans: readonly SpanToSend[]): string {
  return `span ${spanId.slice(0, 6)}… "${spans.find((span) => span.spanId === spanId)?.name}"`;
}

function picture(spans: readonly SpanToSend[], { path }: Analysis) {
  return waterfallOf('The trace, with its critical path', spans, [], path);
}

export const analyze = defineCheck<Rig, AnalyzeSeen>({
  id: '7b',
  title: 'Analyze names what the end of a trace has waited for',
  minimum: { traces: SHAPES.length },
  observe,
  judge: judgeAnalyze,
});
