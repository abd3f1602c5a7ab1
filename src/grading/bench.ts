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
      const url = postgresUrl(stack.service(service), database);
      let connection = connections.get(url);
      if (!connection) {
        connection = openSql(url).then((sql) => scope.use(`connection to ${service}`, sql));
        connections.set(url, connection);
        // A failed attempt is not remembered: the server may have been down on purpose.
        connection.catch(() => connections.delete(url));
      }
      return connection;
    },
  };
}
