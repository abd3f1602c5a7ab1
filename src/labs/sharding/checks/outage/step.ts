import { defineStep } from '../../../../kit.ts';
import { back } from './back.ts';
import { elsewhere } from './elsewhere.ts';
import { failFast } from './fail-fast.ts';
import { partial } from './partial.ts';
import { stageOutage } from './stage.ts';
import { unharmed } from './unharmed.ts';

export const loseAShard = defineStep({
  id: 'lose-a-shard',
  title: 'Lose a shard, keep the rest',
  hints: [
    'A server that is gone refuses connections; a server behind a broken network says nothing at all. Which of the two does your program notice by itself?',
    'Every wait for a shard needs a limit: for a free connection, for the connection itself, for the reply. And every shard needs its own connections, so that waiting for one does not use up those of the others.',
    'Keep one pool per shard with SHARD_TIMEOUT_MS on connecting and on querying, turn every connection-level error into 503 with the shard and Retry-After, throw broken connections away, and let scatter requests collect successes and failures separately.',
  ],
  stage: stageOutage,
  checks: [failFast, unharmed, partial, elsewhere, back],
});
