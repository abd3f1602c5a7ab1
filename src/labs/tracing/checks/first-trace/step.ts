import { type Arena, defineCheck, defineStep } from '../../../../kit.ts';
import { type Click, click, inventBasket, times } from '../../click.ts';
import { openRig, type Rig, settled } from '../../rig.ts';
import { inOrder, isHealthCheck } from '../../spans.ts';
import { type FirstTraceSeen, judgeFirstTrace } from './judge.ts';

async function observe(arena: Arena, rig: Rig): Promise<FirstTraceSeen> {
  const { client, otlp } = rig;
  const clicks: Click[] = [];
  for (const basket of times(5, () => inventBasket(arena.random))) clicks.push(await click(client, basket));
  const look = (): FirstTraceSeen => ({
    clicks,
    spans: inOrder(otlp.spans.filter((span) => !isHealthCheck(span))),
    problems: otlp.exports.filter(({ status }) => status !== 200).map(({ status, problem }) => `${status}: ${problem}`),
  });
  arena.note('waiting for the spans of five checkouts');
  await settled(arena, () => judgeFirstTrace(look()).verdict === 'pass');
  return look();
}

export const firstTrace = defineStep<Rig>({
  id: 'first-trace',
  title: 'A first trace',
  hints: [
    'Three things make a span arrive: a provider with an exporter, a span that is begun and ended, and time for the batch to be sent.',
    'Each role is a process of its own and needs its own provider; its name comes from OTEL_SERVICE_NAME.',
    'The trace id of the answer is that of the span which is active while the gateway serves the request.',
  ],
  stage: (arena) => openRig(arena),
  checks: [
    defineCheck<Rig, FirstTraceSeen>({
      id: '1a',
      title: 'Each checkout is a trace, and all three roles export',
      minimum: { checkouts: 5, spans: 15 },
      observe,
      judge: judgeFirstTrace,
    }),
  ],
});
