import type { State } from './breaker.ts';
import type { Config } from './config.ts';
import { ask } from './upstream.ts';

/** What the reviews service answers at `/reviews/{id}`. */
export interface Review {
  productId: string;
  rating: number;
}

export interface Rating {
  value: number | null;
  source: 'live' | 'none';
}

const NONE: Rating = { value: null, source: 'none' };

/** Ratings from the reviews service. A rating that is not fresh is not worth showing, so there is no cache. */
export class Ratings {
  readonly #config: Config;

  constructor(config: Config) {
    this.#config = config;
  }

  /** The state of the reviews' breaker. */
  get breaker(): State {
    return 'closed';
  }

  /** Never rejects. */
  async of(productId: string): Promise<Rating> {
    try {
      const review = await ask<Review>(
        `${this.#config.reviewsUrl}/reviews/${productId}`,
        AbortSignal.timeout(this.#config.callTimeoutMs),
      );
      return { value: review?.rating ?? null, source: 'live' };
    } catch {
      return NONE;
    }
  }
}
