import { defineStep } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { crowdCheck } from './crowd.ts';
import { malformed } from './malformed.ts';
import { tree } from './tree.ts';
import { witness } from './witness.ts';

export const oneTree = defineStep<Rig>({
  id: 'one-tree',
  title: 'One tree',
  hints: [
    'A trace crosses a process border in two halves: the caller injects its context into the headers, the callee extracts it before it begins its own span.',
    'What is injected must be the context of the span of this very call, so that span has to be begun, and active, before the headers are written.',
    'The current span of a request lives in a context that follows its asynchronous calls, not in a variable of the module.',
  ],
  stage: (arena) => openRig(arena),
  checks: [tree, witness, malformed, crowdCheck],
});
