import { defineStep } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { flags } from './flags.ts';
import { flush } from './flush.ts';
import { outage } from './outage.ts';
import { RATIO, ratio } from './ratio.ts';

export const samplingAndOutage = defineStep<Rig>({
  id: 'sampling-and-outage',
  title: 'Sampling and outage',
  hints: [
    'The decision to sample is taken once, where the trace begins, and travels in the last field of traceparent.',
    'A trace that is not sampled still has a context: what is not recorded must be handed on all the same.',
    'Spans wait in memory for their export. That keeps requests quick, and means that somebody has to send the rest when the process ends.',
  ],
  stage: (arena) =>
    openRig(arena, { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(RATIO) }),
  checks: [ratio, flags, outage, flush],
});
