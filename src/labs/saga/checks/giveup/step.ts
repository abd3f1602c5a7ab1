import { defineStep } from '../../../../kit.ts';
import { late } from './late.ts';
import { receiver } from './receiver.ts';
import { release } from './release.ts';
import { sender } from './sender.ts';
import { stageGiveUp } from './stage.ts';

export const giveUpSafely = defineStep({
  id: 'give-up-safely',
  title: 'Give up safely',
  hints: [
    'Suppose a request of yours is stuck somewhere on the way, and arrives a minute after you have given up. What would the bank do with it then? What could you have told the bank before?',
    'For each of hold and credit there is a call that forbids an id for ever, whether the bank knows it or not. A transfer may be called FAILED only when everything that was ever tried for it, answered or not, is either refused by that or undone. The time limit decides in which direction you go, not what you know.',
    'When the time is up and a credit was tried: void it first. 200 means it will never come: release, then FAILED. 409 applied means it came: capture, then COMPLETED. No answer: ask again. The same when a retry is refused: before FAILED, void and release whatever was tried without an answer, and repeat until there is one.',
  ],
  stage: stageGiveUp,
  checks: [receiver, sender, release, late],
});
