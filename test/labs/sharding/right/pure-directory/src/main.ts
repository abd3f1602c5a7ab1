import { routes } from './api.ts';
import { openCatalog } from './catalog.ts';
import { readConfig } from './config.ts';
import { Directory } from './directory.ts';
import { serve } from './http.ts';
import { Mover } from './mover.ts';
import { Relocations } from './relocate.ts';
import { Scatter } from './scatter.ts';
import { Shards } from './shards.ts';
import { Store } from './store.ts';
import { TopologyStore } from './topology.ts';

const config = readConfig(process.env);
const catalog = await openCatalog(config.catalogUrl, config.shardTimeoutMs);
const topology = new TopologyStore(catalog);
const directory = new Directory(catalog, topology);
const shards = new Shards(config.shardTimeoutMs);
const store = new Store(topology, directory, shards);
const relocations = new Relocations(topology, directory, shards);
const mover = new Mover(catalog, topology, directory, shards);

topology.onJoining = () => mover.wake();
const { shards: infos } = await topology.bootstrap(config.shards);
// A shard that does not answer now is opened when it is needed; it must not keep us from serving the others.
await shards.warm(infos);
await serve(routes({ store, scatter: new Scatter(topology, shards), relocations, topology }), config.port);
process.on('SIGTERM', () => process.exit(0));

// Moves that the last process of this instance did not live to finish.
relocations.finishAll().catch((error: unknown) => console.error('moves are left for later:', error));
