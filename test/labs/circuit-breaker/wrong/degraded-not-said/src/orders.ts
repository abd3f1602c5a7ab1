import { unknownOrder } from './errors.ts';
import type { Info, ProductInfo } from './product-info.ts';
import type { Rating, Ratings } from './ratings.ts';

export interface PlacedLine {
  productId: string;
  quantity: number;
}

export interface PlacedOrder {
  orderId: string;
  lines: PlacedLine[];
}

export interface ShownOrder {
  orderId: string;
  /** True when at least one product is not live. */
  degraded: boolean;
  lines: (PlacedLine & { product: Info; rating: Rating })[];
}

/** The orders, in memory: this lab is not about keeping them. */
export class Orders {
  readonly #placed = new Map<string, PlacedOrder>();
  readonly #products: ProductInfo;
  readonly #ratings: Ratings;

  constructor(products: ProductInfo, ratings: Ratings) {
    this.#products = products;
    this.#ratings = ratings;
  }

  place(orderId: string, lines: PlacedLine[]): PlacedOrder {
    const order = { orderId, lines };
    this.#placed.set(orderId, order);
    return order;
  }

  /** An order with what is known about its products. Whatever the other services do, a known order is shown. */
  async show(orderId: string): Promise<ShownOrder> {
    const order = this.#placed.get(orderId);
    if (!order) throw unknownOrder(orderId);
    const lines = await Promise.all(
      order.lines.map(async (line) => {
        const [product, rating] = await Promise.all([
          this.#products.of(line.productId),
          this.#ratings.of(line.productId),
        ]);
        return { ...line, product, rating };
      }),
    );
    return { orderId, degraded: lines.length === 0, lines };
  }

  /** What the breakers say about themselves, for a person who looks. */
  breakers(): object {
    return { catalog: { state: this.#products.breaker }, reviews: { state: this.#ratings.breaker } };
  }
}
