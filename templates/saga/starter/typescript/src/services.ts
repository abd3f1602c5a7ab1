import { Bank } from './bank.ts';
import type { Config } from './config.ts';
import { Screening } from './screening.ts';

/** The others. None of them shares a transaction with you, or with another. */
export interface Services {
  /** The bank at which an account lives: `a:…` at bank A, `b:…` at bank B. */
  bankOf(account: string): Bank;
  screening: Screening;
}

export function openServices(config: Config): Services {
  const bankA = new Bank(config.bankAUrl, config.stepTimeoutMs);
  const bankB = new Bank(config.bankBUrl, config.stepTimeoutMs);
  return {
    bankOf: (account) => (account.startsWith('a:') ? bankA : bankB),
    screening: new Screening(config.screeningUrl, config.stepTimeoutMs),
  };
}
