/** What the environment tells an orchestrator, apart from addresses. */
export interface Settings {
  readonly stepTimeoutMs: number;
  readonly leaseMs: number;
  readonly dailyLimitCents: number;
}

export const DEFAULTS: Settings = { stepTimeoutMs: 600, leaseMs: 3000, dailyLimitCents: 100_000_000 };

interface Addresses {
  readonly database: string;
  readonly bankA: string;
  readonly bankB: string;
  readonly screening: string;
}

export function environmentOf(settings: Settings, addresses: Addresses, instance: string): Record<string, string> {
  return {
    INSTANCE_ID: instance,
    DATABASE_URL: addresses.database,
    BANK_A_URL: addresses.bankA,
    BANK_B_URL: addresses.bankB,
    SCREENING_URL: addresses.screening,
    STEP_TIMEOUT_MS: String(settings.stepTimeoutMs),
    LEASE_MS: String(settings.leaseMs),
    DAILY_LIMIT_CENTS: String(settings.dailyLimitCents),
  };
}
