import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readTextIfAny } from '../../../../host/files.ts';
import type { Driver, LaunchPlan } from './driver.ts';
import { accountOf, createAccount, roundTrip } from './postgres/account.ts';
import { findPostgres } from './postgres/find.ts';
import { removeSharedMemory } from './postgres/shared-memory.ts';
import { cloneTemplate } from './postgres/template.ts';

/** Small and quick; what the Compose file's command says comes later and wins. */
const DEFAULTS = {
  fsync: 'off',
  full_page_writes: 'off',
  // Off would lose acknowledged rows when the server is killed, and labs judge that.
  synchronous_commit: 'on',
  shared_buffers: '16MB',
  max_connections: '100',
  jit: 'off',
};

/** PostgreSQL as the official image runs it: POSTGRES_USER is the superuser, POSTGRES_DB exists, passwords are asked for. */
export const postgresDriver: Driver = {
  repository: 'postgres',
  findServer: findPostgres,
  prepare: cloneTemplate,

  launchPlan(service, place, server): LaunchPlan {
    const port = service.ports.find(({ container }) => container === 5432)?.host;
    const last = {
      // Loopback only and no socket file, whose path must not be longer than 107 bytes.
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      ...(port === undefined ? {} : { port: String(port) }),
      // Segments as files among the data: a killed server leaves nothing in /dev/shm.
      dynamic_shared_memory_type: 'mmap',
    };
    const flags = (values: Record<string, string>) =>
      Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const { confinement } = server;
    const prefix = confinement.kind === 'namespace' ? confinement.prefix : [];
    const [program, ...rest] = [
      ...prefix,
      server.program,
      '-D',
      place.dataDir,
      ...flags(DEFAULTS),
      ...service.command.slice(1),
      ...flags(last),
    ];
    return {
      argv: [program ?? server.program, ...rest],
      env: { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' },
      cwd: place.dataDir,
      ...(confinement.kind === 'drop' ? { uid: confinement.uid, gid: confinement.gid } : {}),
    };
  },

  async beforeStart(place) {
    // Names the killed server's pid; if some other process has that pid by now, PostgreSQL refuses to start.
    await rm(join(place.dataDir, 'postmaster.pid'), { force: true });
  },

  async isListening(place) {
    // Line 8 of the file says in which state the server is.
    const text = await readTextIfAny(join(place.dataDir, 'postmaster.pid'));
    return text?.split('\n')[7]?.trim() === 'ready';
  },

  initialise: createAccount,

  async probe(service, endpoint) {
    await roundTrip(endpoint(5432), accountOf(service));
  },

  tidy: removeSharedMemory,
};
