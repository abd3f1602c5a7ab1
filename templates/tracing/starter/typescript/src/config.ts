const ROLES = ['gateway', 'orders', 'worker'] as const;

/** What the environment says. The OTEL_… variables are not here: they are standard, and an SDK reads them itself. */
export interface Config {
  port: number;
  role: (typeof ROLES)[number];
  ordersUrl: string;
  inventoryUrl: string;
  paymentsUrl: string;
  carrierUrl: string;
  databaseUrl: string;
  /** The most jobs that the worker takes at once. */
  workerBatch: number;
}

/** Something that runs until it is stopped. */
export interface Running {
  /** Takes nothing new, finishes what it has begun. */
  stop(): Promise<void>;
}

/** Reads the environment; throws with the name of the variable that is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const must = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`${name} is not set`);
    return value;
  };
  const role = ROLES.find((name) => name === env.ROLE);
  if (!role) throw new Error(`ROLE must be one of ${ROLES.join(', ')}`);
  return {
    port: Number(must('PORT')),
    role,
    ordersUrl: role === 'gateway' ? must('ORDERS_URL') : '',
    inventoryUrl: must('INVENTORY_URL'),
    paymentsUrl: must('PAYMENTS_URL'),
    carrierUrl: must('CARRIER_URL'),
    databaseUrl: must('DATABASE_URL'),
    workerBatch: Number(env.WORKER_BATCH ?? 1),
  };
}
