import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { ArchlabError } from '../../../../../errors/error.ts';
import type { Endpoint, ServicePlan } from '../../../../types.ts';
import type { Place, PrepareContext, Server } from '../driver.ts';
import { secretFile } from './template.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** User, password and database with the official image's defaults. @throws ArchlabError WORKSPACE_COMPOSE without a password */
export function accountOf(service: ServicePlan): Account {
  const {
    POSTGRES_USER: user = 'postgres',
    POSTGRES_PASSWORD: password,
    POSTGRES_DB: database = user,
  } = service.environment;
  if (!password) throw new ArchlabError('WORKSPACE_COMPOSE', `Service "${service.name}" has no POSTGRES_PASSWORD.`);
  return { user, password, database };
}

/** Gives the superuser of a fresh clone its own password instead of the template's. */
export async function createAccount(
  service: ServicePlan,
  _place: Place,
  server: Server,
  { host }: PrepareContext,
): Promise<void> {
  const account = accountOf(service);
  const secret = (await readFile(secretFile(service, server, host), 'utf8')).trim();
  const port = service.ports.find(({ container }) => container === 5432)?.host ?? 5432;
  const here: Endpoint = { host: '127.0.0.1', port };
  await withClient(here, { user: account.user, password: secret, database: 'postgres' }, async (client) => {
    await client.query(
      `ALTER ROLE ${client.escapeIdentifier(account.user)} PASSWORD ${client.escapeLiteral(account.password)}`,
    );
  });
}

/** Connects, authenticates, asks one question. */
export async function roundTrip(endpoint: Endpoint, account: Account): Promise<void> {
  await withClient(endpoint, account, (client) => client.query('SELECT 1'));
}

async function withClient(
  endpoint: Endpoint,
  account: Account,
  use: (client: Client) => Promise<unknown>,
): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...endpoint,
    ...account,
    ssl: false,
    connectionTimeoutMillis: 5000,
    query_timeout: 10_000,
  });
  // Without a listener, a server that dies under an open connection would end this process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
