import { defineStep } from '../../../../kit.ts';
import { losses } from './losses.ts';
import { oneKey } from './one-key.ts';
import { refusals } from './refusals.ts';
import { stageRetry } from './stage.ts';

export const retryOnce = defineStep({
  id: 'retry-once',
  title: 'Retry without doubling',
  hints: [
    'There are three kinds of answer: yes, no, and none. What does "none" tell you about what happened at the bank?',
    'Make the ids of hold and credit once, together with the transfer, before the first call; then asking again is harmless. A 5xx, a timeout and a reset are all "none". For the key, let the database decide who was first.',
    'A unique constraint on the key and INSERT … ON CONFLICT DO NOTHING; whoever inserts nothing reads the row and compares the bodies. Ids such as <transfer id>-hold. In the driver: 2xx goes on, 4xx is a refusal, everything else waits a little and repeats the same step.',
  ],
  stage: stageRetry,
  checks: [oneKey, losses, refusals],
});
