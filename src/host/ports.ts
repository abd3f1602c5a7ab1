import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { ArchlabError } from '../errors/error.ts';

/**
 * Finds `count` different free ports on 127.0.0.1 by binding them. All are held while asking, so they differ;
 * between this call and their use somebody else may still take one, so users must be ready for "in use".
 * They lie below the range from which kernels number outgoing connections (Linux 32768, macOS 49152 upwards): a server that is
 * killed and restarted on its port must not find it taken by somebody's client.
 * @throws ArchlabError MACHINE_PORT
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  try {
    for (let i = 0; i < count; i++) servers.push(await listenSomewhere());
    return servers.map((server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP listener has no port');
      return address.port;
    });
  } catch (error) {
    throw new ArchlabError('MACHINE_PORT', `Could not get ${count} free ports on 127.0.0.1.`, { cause: error });
  } finally {
    await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  }
}

/** Whether nothing listens on this port of 127.0.0.1 at the moment (tried by binding it). */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port);
    await new Promise((done) => server.close(done));
    return true;
  } catch {
    return false;
  }
}

/** Tries ports outside the range of outgoing connections; if many are taken, lets the kernel choose. */
async function listenSomewhere(): Promise<Server> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      return await listen(randomInt(20_000, 32_768));
    } catch {
      // Taken: try another one.
    }
  }
  return await listen(0);
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });
}
