import { type Arena, defineStep } from '../../../kit.ts';
import { together } from '../parallel.ts';
import { openRig } from '../rig.ts';
import { LATE_SETTINGS, type LateSeen, lateSuccess, observeLate } from './corners/late-success.ts';
import { LOST_SETTINGS, type LostSeen, lostProbe, observeLost } from './corners/lost-probe.ts';
import { MISSING_SETTINGS, type MissingSeen, missing, observeMissing } from './corners/missing.ts';
import { observeReviews, REVIEWS_SETTINGS, type ReviewsSeen, reviewsDown } from './corners/reviews-down.ts';

interface Stage {
  readonly lost: Promise<LostSeen>;
  readonly missing: Promise<MissingSeen>;
  readonly late: Promise<LateSeen>;
  readonly reviews: Promise<ReviewsSeen>;
}

async function stage(arena: Arena): Promise<Stage> {
  const [a, b, c, d] = await Promise.all([
    openRig(arena, { instance: 'a', items: 5, settings: LOST_SETTINGS }),
    openRig(arena, { instance: 'b', items: 5, settings: MISSING_SETTINGS }),
    openRig(arena, { instance: 'c', items: 5, settings: LATE_SETTINGS }),
    openRig(arena, { instance: 'd', items: 5, settings: REVIEWS_SETTINGS }),
  ]);
  return together(arena, {
    lost: (context) => observeLost(a, context),
    missing: (context) => observeMissing(b, context),
    late: (context) => observeLate(c, context),
    reviews: () => observeReviews(d),
  });
}

export const corners = defineStep<Stage>({
  id: 'corners',
  title: 'Nasty corners',
  hints: [
    'Four things that real breakers got wrong: a probe that never returns, a 404, a success that comes late, and one breaker for two services.',
    'Whatever way a probe ends (good, bad, timed out, thrown) its slot comes back. The time limit belongs inside what the breaker watches.',
    'Remember in which state, and in which period of it, a call began: its outcome counts for that period only.',
  ],
  stage,
  checks: [lostProbe, missing, lateSuccess, reviewsDown],
});
