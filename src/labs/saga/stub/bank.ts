import pg from 'pg';
import { type Answer, type Call, problem, type Route } from './http.ts';
import { type Key, Ledger, type Order } from './ledger.ts';

const ID = '([A-Za-z0-9._~:%-]{1,200})';
const LARGEST = 1_000_000_000;

/** The routes of one bank. Its tables are in `databaseUrl`; the connection is made at the first call. */
export function bankRoutes(databaseUrl: string): Route[] {
  const { builtins } = pg.types;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 12,
    // Amounts are whole cents below 2⁵³.
    types: {
      getTypeParser: (oid, format) =>
        oid === builtins.INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format),
    },
  });
  // An idle connection that the server has ended is no reason to die.
  pool.on('error', () => undefined);
  const ledger = new Ledger(pool);
  const put = (place: (key: Key, order: Order) => Promise<Answer>) => (call: Call) => {
    const order = orderIn(call.body);
    return order ? place(call, order) : problem(400, 'invalid_request', 'expected {account, amount, transferId}');
  };
  const route = (method: string, path: string, handle: Route['handle']): Route => ({
    ...{ method, handle },
    path: new RegExp(`^${path.replace('{id}', ID)}$`),
  });
  return [
    route(
      'PUT',
      '/holds/{id}',
      put((key, order) => ledger.hold(key, order)),
    ),
    route('POST', '/holds/{id}/release', (key) => ledger.release(key)),
    route('POST', '/holds/{id}/capture', (key) => ledger.capture(key)),
    route('GET', '/holds/{id}', (key) => ledger.read('holds', key)),
    route(
      'PUT',
      '/credits/{id}',
      put((key, order) => ledger.credit(key, order)),
    ),
    route('POST', '/credits/{id}/void', (key) => ledger.void(key)),
    route('GET', '/credits/{id}', (key) => ledger.read('credits', key)),
    route('GET', '/accounts/{id}', (key) => ledger.account(key)),
  ];
}

function orderIn(body: object): Order | undefined {
  const { account, amount, transferId } = body as Record<keyof Order, unknown>;
  if (typeof account !== 'string' || typeof transferId !== 'string' || account === '') return undefined;
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 1 || amount > LARGEST) return undefined;
  return { account, amount, transferId };
}
