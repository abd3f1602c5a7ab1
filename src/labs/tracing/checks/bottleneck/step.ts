import { defineStep } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { analyze } from './analyze.ts';
import { fix } from './fix.ts';
import { live } from './live.ts';

export const bottleneck = defineStep<Rig>({
  id: 'bottleneck',
  title: 'The bottleneck',
  hints: [
    'Look at the trace of an order of eight articles: a staircase is a loop that awaits.',
    'Start from the end. Which child finished last? Before it began, which one had finished last? Whatever you never meet is not on the path.',
    'Sum up what lies on the path by span, then by groups of equally named siblings, and do not forget the wait between PRODUCER and CONSUMER.',
  ],
  stage: (arena) => openRig(arena),
  checks: [fix, analyze, live],
});
