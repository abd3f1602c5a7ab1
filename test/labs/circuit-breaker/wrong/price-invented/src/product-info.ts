import type { State } from './breaker.ts';
import type { Config } from './config.ts';
import { Dependency } from './dependency.ts';

/** What the catalog answers at `/products/{id}`. */
export interface Product {
  productId: string;
  name: string;
  priceCents: number;
}

/** What a line shows of its product, and how far it can be trusted. */
export interface Info {
  name: string | null;
  priceCents: number | null;
  /** `live`: the catalog has just said so; `cache`: it said so at `fetchedAt`; `none`: nothing is known. */
  source: 'live' | 'cache' | 'none';
  /** When the catalog said so: RFC 3339, UTC, with milliseconds. */
  fetchedAt: string | null;
}

const NOTHING: Info = { name: 'Product', priceCents: 0, source: 'cache', fetchedAt: new Date(0).toISOString() };

/** Product info from the catalog, or the best that can be had without it. */
export class ProductInfo {
  readonly #catalog: Dependency;
  /** The catalog's last answer for each product. Only written while all is well, only read when a call has failed. */
  readonly #last = new Map<string, Info>();

  constructor(config: Config) {
    this.#catalog = new Dependency(config.catalogUrl, config);
  }

  /** The state of the catalog's breaker. */
  get breaker(): State {
    return this.#catalog.state;
  }

  /** Never rejects. */
  async of(productId: string): Promise<Info> {
    try {
      const product = await this.#catalog.get<Product>(`/products/${productId}`);
      const { name = null, priceCents = null } = product ?? {};
      const info: Info = { name, priceCents, source: 'live', fetchedAt: new Date().toISOString() };
      this.#last.set(productId, info);
      return info;
    } catch {
      const last = this.#last.get(productId);
      return last ? { ...last, source: 'cache' } : NOTHING;
    }
  }
}
