import { routes } from './api.ts';
import { openCatalog } from './catalog.ts';
import { readConfig } from './config.ts';
import { serve } from './http.ts';
import { Mover } from './mover.ts';
import { Store } from './store.ts';
import { TopologyStore } from './topology.ts';

const config = readConfig(process.env);
await openCatalog(config.catalogUrl, config.shardTimeoutMs);
const topology = new TopologyStore(config.shards, config.shardTimeoutMs);
await serve(routes(new Store(topology), topology, new Mover(topology)), config.port);
process.on('SIGTERM', () => process.exit(0));
