import type { Line } from './order.ts';
import type { Item } from './products.ts';
import type { Showing } from './shop.ts';
import type { Trip } from './trip.ts';

// Hand-made observations for the tests of the judges.

export function item(n: number, over: Partial<Item> = {}): Item {
  return { productId: `p-${n}`, name: `Kettle ${n}`, priceCents: 1000 + n, rating: 4, ...over };
}

export function line({ productId, name, priceCents, rating }: Item, product: Partial<Line['product']> = {}): Line {
  return {
    productId,
    quantity: 1,
    product: { name, priceCents, source: 'live', fetchedAt: '2026-01-01T12:00:00.000Z', ...product },
    rating: { value: rating, source: 'live' },
  };
}

export const CACHED = { source: 'cache' } as const;
export const NOTHING = { name: null, priceCents: null, source: 'none', fetchedAt: null } as const;

export function showing(lines: readonly Line[], over: Partial<Showing> = {}): Showing {
  const degraded = lines.some(({ product }) => product.source !== 'live');
  return { orderId: 'o-1', at: 0, ms: 5, order: { orderId: 'o-1', degraded, lines }, problem: undefined, ...over };
}

export function broken(problem = 'status 500, no body'): Showing {
  return { orderId: 'o-1', at: 0, ms: 5, order: undefined, problem };
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export const LIVE = showing([line(item(1))]);
export const OPENED: Trip = { opened: true, gets: 15, calls: 10, lastFailureAt: 0, showings: [] };
export const NOT_OPENED: Trip = { opened: false, gets: 60, calls: 60, lastFailureAt: 0, showings: [] };
