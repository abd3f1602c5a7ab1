import { openSql, postgresUrl } from '../clients/sql.ts';
import type { Sql } from '../clients/types.ts';
import type { Scope } from '../host/scope.ts';
import type { Stack } from '../stack/types.ts';
import type { Bench } from './types.ts';

/** The services of a running stack and direct connections to them; connections are closed with the scope. */
export function openBench(stack: Stack, scope: Scope, signal: AbortSignal): Bench {
  const connections = new Map<string, Promise<Sql>>();
  return {
    engine: stack.engine,
    signal,
    service: (name) => stack.service(name),
    onlyForLooking(name, containerPort) {
      const service = stack.onlyForLooking.find((each) => each.name === name);
      const published = service?.ports.find(({ container }) => container === containerPort);
      return published && { host: '127.0.0.1', port: published.host };
    },
    sql(service, database): Promise<Sql> {
      const handle = stack.service(service);
      const key = `${service}/${database ?? ''}`;
      let connection = connections.get(key);
      if (!connection) {
        connection = openSql(() => postgresUrl(handle, database, handle.direct(5432))).then((sql) =>
          scope.use(`connection to ${service}`, sql),
        );
        connections.set(key, connection);
        // A failed attempt is not remembered: the server may have been down on purpose.
        connection.catch(() => connections.delete(key));
      }
      return connection;
    },
  };
}
