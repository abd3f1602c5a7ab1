import type { Sql } from './database.ts';
import { byId } from './memory.ts';
import type { Next, Saga } from './steps.ts';

export async function advance(_sql: Sql, saga: Saga, next: Next): Promise<Saga | undefined> {
  const advanced = { ...saga, step: next.step, reason: next.reason ?? saga.reason };
  byId.set(saga.id, advanced);
  return advanced;
}
