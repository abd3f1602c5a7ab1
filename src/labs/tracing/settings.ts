import { type Bench, type HttpProxy, postgresUrl } from '../../kit.ts';

/** Port of the stub services inside their container. */
export const SERVICE_PORT = 3000;
export const DB = 'db';
const STUBS = ['inventory', 'payments', 'carrier'] as const;
export type Stub = (typeof STUBS)[number];

/** In the order in which they are started: each after those it asks. */
export const ROLES = ['worker', 'orders', 'gateway'] as const;
export type Role = (typeof ROLES)[number];

/** Addresses that an instance needs. */
export interface Addresses {
  readonly orders: string;
  readonly stubs: Readonly<Record<Stub, string>>;
  readonly database: string;
  /** Base URL: `/v1/traces` is appended. */
  readonly otlp: string;
}

/** The variables of the contract, apart from PORT, HOST, INSTANCE and ROLE. `more` wins. */
export function environmentOf(
  role: string,
  instance: string,
  { orders, stubs, database, otlp }: Addresses,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    ORDERS_URL: orders,
    INVENTORY_URL: stubs.inventory,
    PAYMENTS_URL: stubs.payments,
    CARRIER_URL: stubs.carrier,
    DATABASE_URL: database,
    WORKER_BATCH: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_SERVICE_NAME: role,
    OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${role}-${instance},deployment.environment.name=lab`,
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    OTEL_BSP_SCHEDULE_DELAY: '200',
    OTEL_PROPAGATORS: 'tracecontext,baggage',
    OTEL_SEMCONV_STABILITY_OPT_IN: 'http,database',
    ...more,
  };
}

/** Past any proxy. */
export function ownAddresses(bench: Bench, orders: string): Addresses {
  const jaeger = bench.onlyForLooking('jaeger', 4318);
  return {
    orders,
    stubs: byStub((name) => {
      const { host, port } = bench.service(name).endpoint(SERVICE_PORT);
      return `http://${host}:${port}`;
    }),
    database: postgresUrl(bench.service(DB)),
    // Without Jaeger the usual address of a collector: whoever runs one by hand sees the traces there.
    otlp: jaeger ? `http://${jaeger.host}:${jaeger.port}` : 'http://127.0.0.1:4318',
  };
}

export function byStub<T>(make: (name: Stub) => T): Record<Stub, T> {
  return { inventory: make('inventory'), payments: make('payments'), carrier: make('carrier') };
}

export function urlsOf(proxies: Readonly<Record<Stub, HttpProxy>>): Record<Stub, string> {
  return byStub((name) => proxies[name].url);
}
