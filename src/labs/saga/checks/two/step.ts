import { defineStep } from '../../../../kit.ts';
import { shared } from './shared.ts';
import { stageTwo } from './stage.ts';
import { takeover } from './takeover.ts';

export const twoOrchestrators = defineStep({
  id: 'two-orchestrators',
  title: 'Two orchestrators',
  hints: [
    'An instance that says nothing may be dead, or asleep for a while. It does not know which: when it wakes up, it is in the middle of a line and believes that no time has passed.',
    'Whoever drives a transfer needs a claim that others can see and that ends by itself. And a claim alone is not enough: every write has to check that the claim is still there and that the transfer is where the writer believes it to be.',
    'Columns owner, leased_until and version. Claim with UPDATE … WHERE leased_until < now() (FOR UPDATE SKIP LOCKED), prolong every quarter of LEASE_MS, and every step is UPDATE … WHERE id = … AND version = …; no row changed means: stop, it is no longer yours. A session lock of PostgreSQL stays with a process that is stopped, unless idle_session_timeout ends the session.',
  ],
  stage: stageTwo,
  checks: [takeover, shared],
});
