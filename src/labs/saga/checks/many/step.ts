import { defineStep } from '../../../../kit.ts';
import { chaosCheck } from './chaos.ts';
import { dirty } from './dirty.ts';
import { limit } from './limit.ts';
import { room } from './room.ts';
import { stageMany } from './stage.ts';

export const manyAtOnce = defineStep({
  id: 'many-at-once',
  title: 'Many at once',
  hints: [
    'A saga has no isolation: everybody sees what its steps have done so far. Which of your steps can others act upon before you know how it ends? And which sum do two requests read at the same moment?',
    'Money that was paid out before the approval cannot be taken back. For the limit, reading the sum and writing the transfer must be one thing that two requests for one account cannot do at the same time, not even in two processes.',
    'In the transaction of the POST take a lock that belongs to the sender (pg_advisory_xact_lock on its name, or a row of its own FOR UPDATE), then sum what is PENDING or COMPLETED, then insert: PENDING, or FAILED with limit_exceeded. Do not hold a database connection while you wait for a bank.',
  ],
  stage: stageMany,
  checks: [chaosCheck, dirty, limit, room],
});
