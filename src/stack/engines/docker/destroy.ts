import { pause } from '../../../host/clock.ts';
import type { Host } from '../../../host/host.ts';
import { killAll, processesOf } from '../../../host/process-tree.ts';
import { MARKER, ofProject, REMOVALS } from './argv.ts';
import { mustDocker } from './cli.ts';

/**
 * Removes containers, networks and volumes of a project, found by label: works when the Compose file is broken or gone, and is
 * quicker than `docker compose down`. Safe to repeat. @throws ArchlabError MACHINE_DOCKER
 */
export async function destroyDocker(host: Host, project: string): Promise<void> {
  // A Compose that a killed archlab left at work would go on making containers.
  const orphans = processesOf(project, MARKER);
  await killAll(orphans);
  await removeAll(host, project);
  if (orphans.length === 0) return;
  // The daemon finishes what it was asked last, though nobody waits for the answer any more.
  for (let clean = 0; clean < 3; ) {
    await pause(150);
    clean = (await removeAll(host, project)) ? 0 : clean + 1;
  }
}

/** Whether there was anything to remove. */
async function removeAll(host: Host, project: string): Promise<boolean> {
  const found = await Promise.all(REMOVALS.map(({ list }) => mustDocker(host, ofProject(list, project))));
  let removed = false;
  for (const [index, { remove }] of REMOVALS.entries()) {
    const ids = (found[index] ?? '').split(/\s+/).filter((id) => id !== '');
    if (ids.length === 0) continue;
    await mustDocker(host, [...remove, ...ids]);
    removed = true;
  }
  return removed;
}
