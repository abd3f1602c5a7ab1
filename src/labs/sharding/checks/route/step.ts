import { defineStep } from '../../../../kit.ts';
import { agree } from './agree.ts';
import { errors } from './errors.ts';
import { stageRoute } from './stage.ts';
import { together } from './together.ts';

export const routeByKey = defineStep({
  id: 'route-by-key',
  title: 'Route by key',
  hints: [
    'Two processes that never talk to each other must give the same answer to "which server?". What do both of them know?',
    'Look for a hash that is the same in every process, every run and every language: it works on the bytes of the id and takes no seed from the process.',
    'Turn the id into a large number (for example the first bytes of a SHA-1 or MD5 digest), then let that number and the list of shards decide. Use the same decision for a viewer and for its events.',
  ],
  stage: stageRoute,
  checks: [agree, together, errors],
});
