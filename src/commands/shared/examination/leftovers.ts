import { existsSync } from 'node:fs';
import type { Host } from '../../../host/host.ts';
import { isAlive } from '../../../host/processes.ts';
import { count } from '../../../report/lines.ts';
import { removeByHand } from '../../../stack/engines/docker/facts.ts';
import { listStacks, type RegisteredStack } from '../../../stack/registry.ts';
import { holderOf } from '../../../workspace/lock.ts';
import { workspacePaths } from '../../../workspace/paths.ts';
import { findStrays, leftOvers } from '../../../workspace/strays.ts';
import type { Finding, State } from './finding.ts';

const ALL = 'archlab stop --all';

/** What runs, and what a crash has left. @param labelled ids of the workspaces that containers are labelled with */
export async function examineLeftovers(host: Host, labelled: readonly string[]): Promise<readonly Finding[]> {
  const stacks = await listStacks(host);
  const known = new Set(stacks.map(({ workspaceId }) => workspaceId));
  const unknown = labelled.filter((id) => !known.has(id));
  const findings = [...(await Promise.all(stacks.map((stack) => ofStack(host, stack)))), ...unknown.map(ofNobody)];
  return findings.length > 0 ? findings : [finding('good', 'nothing of archlab is running')];
}

async function ofStack(host: Host, { workspaceId, dir, state }: RegisteredStack): Promise<Finding> {
  const services = Object.values(state.services);
  const running = `${count(services.length, 'service')} of ${dir} (engine ${state.engine})`;
  if (!existsSync(dir)) return finding('fair', `left over: ${running}, a folder that is gone`, ALL);
  const leaders = services.flatMap(({ process: leader }) => leader ?? []);
  if (state.engine === 'local' && !leaders.some(isAlive))
    return finding('fair', `left over: what was started for ${dir} has ended, but was never stopped`, ALL);
  const strays = (await findStrays(host, workspaceId)).length;
  // While a command is at work there, they are its own.
  if (strays > 0 && (await holderOf(workspacePaths(dir).lock)) === undefined)
    return finding('fair', `${leftOvers(strays)} of a killed command in ${dir}`, ALL);
  return finding('good', `running: ${running}`, ALL);
}

/** Of another user, or of a record that was lost. */
function ofNobody(id: string): Finding {
  return finding('fair', `containers of the workspace ${id}, which archlab has no record of`, removeByHand(id));
}

function finding(state: State, says: string, command?: string): Finding {
  const fix = command === undefined ? {} : { fix: `When you no longer need it: \`${command}\`` };
  return { topic: 'machine', check: 'leftovers', state, says, ...fix };
}
