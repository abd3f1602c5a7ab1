import { defineCheck, fail, type Judgement, pass } from '../../../../kit.ts';
import { firstLine, isLive, notAnOrder } from '../../judging.ts';
import type { Rig } from '../../rig.ts';
import { DEFAULTS } from '../../settings.ts';
import { type Showing, showInTurn } from '../../shop.ts';
import { BROKEN } from '../../trip.ts';

const GETS = 40;

export const REVIEWS_SETTINGS = { callTimeoutMs: 2000, openMs: 60_000 };

export interface ReviewsSeen {
  readonly showings: readonly Showing[];
  readonly catalogCalls: number;
  readonly reviewsCalls: number;
}

export async function observeReviews({ catalog, reviews, client, orderIds }: Rig): Promise<ReviewsSeen> {
  reviews.script(() => BROKEN);
  const [ofCatalog, ofReviews] = [catalog.mark(), reviews.mark()];
  const showings = await showInTurn(client, orderIds, GETS);
  return {
    showings,
    catalogCalls: catalog.count({ since: ofCatalog }),
    reviewsCalls: reviews.count({ since: ofReviews }),
  };
}

/** Pure. */
export function judgeReviews({ showings, catalogCalls, reviewsCalls }: ReviewsSeen): Judgement {
  const did = `let every call to the reviews fail, the catalog being well, and asked for ${GETS} orders`;
  const bad = notAnOrder(did, showings);
  if (bad) return bad;
  const live = showings.filter(isLive).length;
  if (live < GETS || catalogCalls < GETS)
    return fail({
      did,
      expected: `${GETS} of ${GETS} products live: the catalog has done nothing wrong`,
      observed: `${live} were live, ${catalogCalls} calls reached the catalog, ${reviewsCalls} the reviews`,
      look: ['one breaker per dependency: what they have in common must not be their state'],
    });
  const rated = showings.find(
    (showing) => firstLine(showing)?.rating.source !== 'none' || firstLine(showing)?.rating.value !== null,
  );
  if (rated)
    return fail({
      did,
      expected: 'ratings with source "none" and value null',
      observed: `a rating came as ${JSON.stringify(firstLine(rated)?.rating)}`,
      look: ['the fallback of a rating: there is no cache for it'],
    });
  if (reviewsCalls < DEFAULTS.minCalls || reviewsCalls > DEFAULTS.window)
    return fail({
      did,
      expected: `${DEFAULTS.minCalls} to ${DEFAULTS.window} calls to the reviews: they have a breaker too`,
      observed: `${reviewsCalls} calls reached them`,
      look: ['one breaker per dependency: the reviews need theirs as well'],
    });
  return pass({ 'GETs with the reviews down': showings.length, 'calls to the reviews': reviewsCalls });
}

export const reviewsDown = defineCheck<{ readonly reviews: Promise<ReviewsSeen> }, ReviewsSeen>({
  id: '5d',
  title: 'Keeps the products live while the reviews are down',
  minimum: { 'GETs with the reviews down': GETS, 'calls to the reviews': DEFAULTS.minCalls },
  observe: (_, { reviews }) => reviews,
  judge: judgeReviews,
});
