import { defineStep } from '../../../../kit.ts';
import { Rig } from '../../model/rig.ts';
import { reasons } from './reasons.ts';
import { transfers } from './transfers.ts';

export const runTheSaga = defineStep({
  id: 'run-the-saga',
  title: 'Run the saga',
  hints: [
    'Write down the steps of one transfer in order, and beside each what would undo it. One of them cannot be undone: everything that may fail has to come before it, everything after it must succeed in the end.',
    'The answer to the POST does not wait for the banks. Save the transfer, answer 202, and let something else drive it: it reads where the transfer stands, makes the next call, saves what came of it.',
    'Hold, screen, credit, capture. If the screening rejects or the credit is refused: release the hold, then FAILED with the code of the refusal.',
  ],
  stage: (arena) => Rig.open(arena, { name: 'run' }),
  checks: [transfers, reasons],
});
