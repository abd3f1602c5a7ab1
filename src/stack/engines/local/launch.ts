import { spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ArchlabError, messageOf } from '../../../errors/error.ts';
import { identify, type ProcessIdentity } from '../../../host/processes.ts';
import { type LaunchPlan, MARKER } from './drivers/driver.ts';

/**
 * Starts a server that outlives us: in a session and process group of its own, its output appended to the log file.
 * @throws ArchlabError MACHINE_SERVICE_NOT_READY when it cannot be started or ends at once
 */
export async function launch(plan: LaunchPlan, dataDir: string, logFile: string): Promise<ProcessIdentity> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a', 0o600);
  try {
    const [program, ...args] = plan.argv;
    const child = spawn(program, args, {
      cwd: plan.cwd,
      env: { ...plan.env, [MARKER]: dataDir },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...(plan.uid === undefined ? {} : { uid: plan.uid }),
      ...(plan.gid === undefined ? {} : { gid: plan.gid }),
    });
    const failed = new Promise<never>((_, reject) => child.once('error', reject));
    const spawned = new Promise<void>((resolve) => child.once('spawn', resolve));
    await Promise.race([spawned, failed]);
    // A late error (of a signal, say) has no other listener.
    failed.catch(() => undefined);
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    if (!identity) throw new Error('it ended at once');
    return identity;
  } catch (error) {
    throw new ArchlabError('MACHINE_SERVICE_NOT_READY', `${plan.argv[0]} could not be started: ${messageOf(error)}.`, {
      cause: error,
    });
  } finally {
    await log.close();
  }
}
