import { routes } from './api.ts';
import { readConfig } from './config.ts';
import { Database } from './database.ts';
import { serve } from './http.ts';
import { Orchestrator } from './orchestrator.ts';
import { SCHEMA } from './schema.ts';
import { openServices } from './services.ts';
import { Transfers } from './transfers.ts';

const config = readConfig(process.env);
const database = new Database(config.databaseUrl);
await database.prepare(SCHEMA);
const orchestrator = new Orchestrator(database, openServices(config), config);
await serve(routes(new Transfers(database, orchestrator, config.dailyLimitCents)), config.port);
orchestrator.recover();
process.on('SIGTERM', () => process.exit(0));
