import { access, constants, mkdir, statfs } from 'node:fs/promises';
import type { LabEntry } from '../../../catalogue/types.ts';
import { ArchlabError, messageOf } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { type Memory, machineMemory } from '../../../host/memory.ts';
import { freePorts } from '../../../host/ports.ts';
import { LANGUAGES } from '../../../workspace/dependencies/install.ts';
import type { App } from '../../command.ts';
import { type Finding, size } from './finding.ts';

interface Machine {
  readonly findings: readonly Finding[];
  readonly memory: Memory;
}

export const ONLY_WSL: Finding = {
  topic: 'machine',
  check: 'platform',
  state: 'bad',
  says: 'on Windows archlab runs in WSL 2 only',
  fix: 'Run `wsl --install` as administrator, then install Node.js and archlab inside of it.',
};

export async function examineMachine({ host, nodeVersion, signal }: App, labs: readonly LabEntry[]): Promise<Machine> {
  const memory = machineMemory(host);
  const languages = [...new Set(labs.flatMap((lab) => lab.languages))];
  const findings = await Promise.all([
    nodeFinding(nodeVersion),
    ...languages.map((name) => languageFinding(name, host, signal)),
    memoryFinding(memory),
    portsFinding(),
    folderFinding('cache', host.dirs.cache),
    folderFinding('state', host.dirs.state),
  ]);
  return { findings: findings.flat(), memory };
}

/** bin/archlab.js refuses an old Node.js before anything else; this says so to whoever starts dist/cli.js itself. */
export function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const enough = major > 20 || (major === 20 && minor >= 19);
  const finding = { topic: 'machine', check: 'node' } as const;
  if (enough) return { ...finding, state: 'good', says: `Node.js ${version}` };
  const fix = 'Install it from https://nodejs.org, or run `nvm install 22`.';
  return { ...finding, state: 'bad', says: `Node.js ${version} is too old; 20.19 or newer is needed`, fix };
}

/** What the starters in one language need. A lab can be worked on without it, in another language. */
export async function languageFinding(
  name: string,
  host: Host,
  signal: AbortSignal,
  limitMs = 10_000,
): Promise<readonly Finding[]> {
  const finding = { topic: 'machine', check: `language-${name}` } as const;
  const limit = AbortSignal.timeout(limitMs);
  const context = { host, signal: AbortSignal.any([signal, limit]), progress: () => undefined };
  try {
    const says = await LANGUAGES[name]?.tool(host.cwd, context);
    return says === undefined ? [] : [{ ...finding, state: 'good', says }];
  } catch (error) {
    if (error instanceof ArchlabError) return [{ ...finding, state: 'fair', says: error.message, fix: error.fix }];
    if (signal.aborted || !limit.aborted) throw error;
    const says = `the tools for ${name} have not answered within ${limitMs / 1000} s`;
    return [{ ...finding, state: 'fair', says, fix: `See whether they work by themselves: \`${ASK[name]}\`.` }];
  }
}

const ASK: Readonly<Record<string, string>> = {
  typescript: 'npm --version',
  python: 'python3 --version',
  go: 'go version',
};

function memoryFinding({ totalMb, availableMb }: Memory): Finding {
  const available = availableMb === undefined ? '' : `, ${size(availableMb)} available`;
  return { topic: 'machine', check: 'memory', state: 'good', says: `${size(totalMb)} of memory${available}` };
}

export async function portsFinding(find = freePorts): Promise<Finding> {
  const finding = { topic: 'machine', check: 'ports' } as const;
  try {
    await find(20);
    return { ...finding, state: 'good', says: 'ports on 127.0.0.1 are free' };
  } catch (error) {
    const fix = 'See who listens: `ss -ltnp` (Linux) or `lsof -iTCP -sTCP:LISTEN`.';
    return { ...finding, state: 'bad', says: messageOf(error), fix };
  }
}

/** The largest lab takes 310 MB: 217 for the workspace of sharding with its six servers, 90 for what the cache keeps (`du -sm`). */
const ENOUGH_MB = 500;

export async function folderFinding(what: string, path: string): Promise<Finding> {
  const finding = { topic: 'machine', check: `folder-${what}` } as const;
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    const freeMb = (bavail * bsize) / 2 ** 20;
    const says = `${what} folder ${path}: ${size(freeMb)} free`;
    if (freeMb > ENOUGH_MB) return { ...finding, state: 'good', says };
    const fix = `Free some space, ${size(ENOUGH_MB)} are enough; find what is big with: du -sh ${path}/*`;
    return { ...finding, state: 'bad', says, fix };
  } catch (error) {
    const says = `${what} folder ${path} cannot be used: ${messageOf(error)}`;
    return { ...finding, state: 'bad', says, fix: `Make it yours: mkdir -p ${path} && chmod u+rwx ${path}` };
  }
}
