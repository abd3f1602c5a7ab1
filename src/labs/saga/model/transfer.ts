import type { Random } from '../../../kit.ts';

/** What a client asks for. Amounts are unique within a rig: they tell on the wire which transfer a call belongs to. */
export interface Transfer {
  /** Idempotency-Key. */
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  readonly expiresInMs?: number;
}

/** `30.01` */
export function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

/** `+30.01` */
export function signed(cents: number): string {
  return `${cents > 0 ? '+' : ''}${money(cents)}`;
}

/** Amounts from 10.00 to 99.99, each once. */
export function amounts(random: Random): () => number {
  const given = new Set<number>();
  return () => {
    for (;;) {
      const amount = random.int(1000, 9999);
      if (given.has(amount)) continue;
      given.add(amount);
      return amount;
    }
  };
}
