import type { Answer } from './call.ts';
import type { Reason } from './transfers.ts';

const REASONS: readonly (string | null)[] = ['insufficient_funds', 'account_closed', 'no_account'] satisfies Reason[];

/** Why a bank has refused; `null` when it is of no interest to the customer. */
export function refusal(answer: Answer & { unknown: false }): Reason | null {
  return REASONS.includes(answer.code) ? (answer.code as Reason) : null;
}

/** An answer that can only mean a mistake of ours. The saga stays where it is. */
export function unexpected(step: string, id: string, answer: Answer & { unknown: false }): Error {
  return new Error(`${step} of transfer ${id} was answered ${answer.status} ${answer.code ?? ''}`);
}
