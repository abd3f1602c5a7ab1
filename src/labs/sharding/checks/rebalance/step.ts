import { defineStep } from '../../../../kit.ts';
import { alive } from './alive.ts';
import { clean } from './clean.ts';
import { crash } from './crash.ts';
import { forced } from './forced.ts';
import { intact } from './intact.ts';
import { stageRebalance } from './stage.ts';

export const rebalanceLive = defineStep({
  id: 'rebalance-live',
  title: 'Rebalance live',
  hints: [
    'Follow one viewer through the move and stop the clock after every step. Where does a write go now? Where does a read look? What would a program that starts now believe?',
    'Small pieces: one viewer, or one slot, at a time. Only that piece may wait or answer 503; for everybody else the move does not exist. One step of each piece must be the moment at which it has moved, and that step has to survive a crash.',
    'One way: in a transaction at the old place, lock the viewer; copy rows and events to the new place and commit there (again and again is harmless if it replaces); then delete at the old place and commit: that is the moment. Until everything is done, readers look at the old place first, then at the new one. After a restart the same loop starts again over what is still at the old places.',
  ],
  stage: stageRebalance,
  checks: [forced, alive, intact, clean, crash],
});
