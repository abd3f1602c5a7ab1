import { defineStep } from '../../../../kit.ts';
import { crash } from './crash.ts';
import { key } from './key.ts';
import { stageDie } from './stage.ts';

export const dieAnywhere = defineStep({
  id: 'die-anywhere',
  title: 'Die at every boundary',
  hints: [
    'Stop the clock between any two lines of your program and pull the plug. What is written down at that moment? What would somebody who has only that do next?',
    'Write down what you are about to do before you do it, and what came of it afterwards. Then after a restart a step that was begun is a step whose outcome is unknown, and you know already how to deal with that. Something has to look for unfinished transfers, at the start and from time to time.',
    'One row per transfer with the step to be done next; update it in the database before the call of that step is made. POST: transfer and key in one transaction, then 202. A loop takes rows that are not finished and whose owner has shown no life for LEASE_MS, and repeats the step that is written there with the same ids.',
  ],
  stage: stageDie,
  checks: [crash, key],
});
