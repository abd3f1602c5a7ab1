import { defineStep } from '../../../../kit.ts';
import { crowdLines } from './crowd-lines.ts';
import { lead } from './lead.ts';
import { type LogRig, openLogRig } from './rig.ts';

export const logsMeetTraces = defineStep<LogRig>({
  id: 'logs-meet-traces',
  title: 'Logs meet traces',
  hints: [
    'The logger can ask for the active span itself; nobody has to hand ids through.',
    'A logger that was made once and given the ids of one request will tell them of all.',
    'Lines written after the span has ended, or before it is active, have nothing to ask: look at where in the request they are written.',
  ],
  stage: openLogRig,
  checks: [crowdLines, lead],
});
