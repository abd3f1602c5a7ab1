import { defineStep } from '../../../../kit.ts';
import { exact } from './exact.ts';
import { parallel } from './parallel.ts';
import { pushDown } from './push-down.ts';
import { stageScatter } from './stage.ts';

export const askEverybody = defineStep({
  id: 'ask-everybody',
  title: 'Ask everybody, once, at the same time',
  hints: [
    'A question about all viewers needs all shards. What is the least that each of them has to send, and how long does the slowest make you wait?',
    'The ten best of all are among the ten best of each. Sums and counts can be added up across shards; averages cannot.',
    'Start all requests before waiting for the first reply, let each shard sort, limit and add up by SQL, and merge by the rule of the contract: watch time descending, then the bytes of the id.',
  ],
  stage: stageScatter,
  checks: [exact, parallel, pushDown],
});
