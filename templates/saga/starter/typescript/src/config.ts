/** What the environment says. Times are in milliseconds. */
export interface Config {
  port: number;
  /** The name of this instance; it is kept across a restart. */
  instance: string;
  databaseUrl: string;
  bankAUrl: string;
  bankBUrl: string;
  screeningUrl: string;
  /** An attempt that takes longer is given up. That says nothing about what it has done. */
  stepTimeoutMs: number;
  /** After so long without a sign of life, another instance may take over what an instance was doing. */
  leaseMs: number;
  /** What one account may send in 24 hours; `null` when there is no limit. */
  dailyLimitCents: number | null;
}

/** Reads the environment; throws with the name of the variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const must = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const number = (name: string, otherwise: number): number => {
    const value = Number(env[name] || otherwise);
    if (!Number.isFinite(value)) throw new Error(`${name} is not a number`);
    return value;
  };
  return {
    port: Number(must('PORT')),
    instance: env.INSTANCE_ID ?? 'a',
    databaseUrl: must('DATABASE_URL'),
    bankAUrl: must('BANK_A_URL'),
    bankBUrl: must('BANK_B_URL'),
    screeningUrl: must('SCREENING_URL'),
    stepTimeoutMs: number('STEP_TIMEOUT_MS', 600),
    leaseMs: number('LEASE_MS', 3000),
    dailyLimitCents: env.DAILY_LIMIT_CENTS ? number('DAILY_LIMIT_CENTS', 0) : null,
  };
}
