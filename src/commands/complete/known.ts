import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadCatalogue } from '../../catalogue/catalogue.ts';
import { type Outline, readOutline } from '../../catalogue/outline.ts';
import type { LabEntry } from '../../catalogue/types.ts';
import { readTextIfAny } from '../../host/files.ts';
import { findWorkspaceIfAny } from '../../workspace/find.ts';
import type { WorkspacePaths } from '../../workspace/paths.ts';
import type { WorkspaceState } from '../../workspace/state.ts';
import type { Declaration } from '../line/declare.ts';
import type { Here } from './complete.ts';
import { commandsIn, type Line } from './line.ts';
import type { Known } from './values.ts';

/**
 * What this machine and the workspace of the line say. Reads files, starts nothing, and is in a hurry: no YAML is parsed, so a
 * workspace's lab is looked for by its line, and its services are those that the last start has noted.
 */
export function knownHere(line: Line, declarations: readonly Declaration[], { hostFor, home }: Here): Known {
  const folders = (flag: string) => (line.given.get(flag) ?? []).map((path) => path.replace(/^~(?=\/|$)/, home));
  const dir = folders('--dir').at(-1);
  const host = () => hostFor({ dir, pack: folders('--pack') });
  const workspace = async () => findWorkspaceIfAny(resolve((await host()).cwd, dir ?? '.'));
  const labs = async () => (await loadCatalogue(await host())).chapters.flatMap((chapter) => chapter.labs);
  const lab = async (): Promise<LabEntry | undefined> => {
    const id = labOn(line) ?? (await labOf(await workspace()));
    return (await labs()).find((entry) => entry.id === id);
  };
  return {
    labs,
    lab,
    outline: async (): Promise<Outline | undefined> => {
      const entry = await lab();
      return entry && (await readOutline(await host(), entry));
    },
    commands: () => commandsIn('', declarations),
    services: async () => servicesOf(await workspace()),
    programs: async () => programsOf(await workspace()),
  };
}

/** `sharding`, in `demo sharding --step …`. */
function labOn({ declaration, words }: Line): string | undefined {
  const index = declaration?.words?.findIndex(([notation]) => /\blab\b/.test(notation)) ?? -1;
  return words[index];
}

async function labOf(paths: WorkspacePaths | undefined): Promise<string | undefined> {
  const text = paths && (await readTextIfAny(paths.manifest));
  return /^lab:\s*["']?(?<lab>[a-z][a-z0-9-]*)/m.exec(text ?? '')?.groups?.lab;
}

async function servicesOf(paths: WorkspacePaths | undefined): Promise<readonly string[]> {
  const text = paths && (await readTextIfAny(paths.state));
  return Object.keys((JSON.parse(text ?? '{}') as Partial<WorkspaceState>).stack?.services ?? {});
}

async function programsOf(paths: WorkspacePaths | undefined): Promise<readonly string[]> {
  const names = paths ? await readdir(paths.logs) : [];
  return names
    .filter((name) => name.endsWith('.log'))
    .map((name) => name.slice(0, -'.log'.length))
    .sort();
}
