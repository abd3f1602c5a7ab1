import type { Sql } from './database.ts';
import { byId } from './memory.ts';

export async function hasRoom(_sql: Sql, account: string, amount: number, limit: number | null): Promise<boolean> {
  const sent = [...byId.values()].filter(({ from, step }) => from === account && step !== 'failed');
  return limit === null || sent.reduce((sum, one) => sum + one.amount, amount) <= limit;
}
