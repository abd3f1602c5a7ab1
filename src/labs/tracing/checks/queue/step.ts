import { defineStep } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { batch } from './batch.ts';
import { foreign } from './foreign.ts';
import { inRow } from './in-row.ts';
import { paused } from './paused.ts';

export const asyncHop = defineStep<Rig>({
  id: 'async-hop',
  title: 'Across the queue',
  hints: [
    'A row has no headers of HTTP, but a column for the same thing: whatever can be injected into a map of strings can be stored.',
    'Inject while the span that stands for the sending is active, so that its id is what the worker finds.',
    'Extracting from headers that hold nothing valid gives an empty context: the span that is begun in it is a root. Nothing needs to be caught for that.',
  ],
  stage: (arena) => openRig(arena),
  checks: [inRow, paused, foreign, batch],
});
