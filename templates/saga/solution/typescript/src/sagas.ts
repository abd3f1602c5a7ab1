import type { Saga, StepName } from './steps.ts';
import type { Reason } from './transfers.ts';

export const COLUMNS = 'id, from_account, to_account, amount, expires_in_ms, expires_at, step, reason, version';
export const OPEN = `step NOT IN ('completed', 'failed')`;

export interface SagaRow {
  id: string;
  from_account: string;
  to_account: string;
  amount: string;
  expires_in_ms: number;
  expires_at: Date;
  step: StepName;
  reason: Reason | null;
  version: number;
}

export function saga(row: SagaRow): Saga {
  return {
    id: row.id,
    from: row.from_account,
    to: row.to_account,
    // bigint arrives as text, because it may be larger than a JavaScript number is exact; an amount never is.
    amount: Number(row.amount),
    expiresInMs: row.expires_in_ms,
    expiresAt: row.expires_at.getTime(),
    step: row.step,
    reason: row.reason,
    version: row.version,
  };
}
