import type { State } from './breaker.ts';
import type { Config } from './config.ts';
import { Dependency } from './dependency.ts';

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
  readonly #reviews: Dependency;

  constructor(config: Config) {
    this.#reviews = new Dependency(config.reviewsUrl, config);
  }

  /** The state of the reviews' breaker. */
  get breaker(): State {
    return this.#reviews.state;
  }

  /** Never rejects. */
  async of(productId: string): Promise<Rating> {
    try {
      const review = await this.#reviews.get<Review>(`/reviews/${productId}`);
      return { value: review?.rating ?? null, source: 'live' };
    } catch {
      return NONE;
    }
  }
}
