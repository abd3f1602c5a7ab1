import { ArchlabError } from '../errors/error.ts';
import { readTextIfAny } from '../host/files.ts';
import { planStack } from '../stack/compose.ts';
import type { StackPlan } from '../stack/types.ts';
import { parseEnvFile } from '../stack/variables.ts';
import type { Workspace } from './open.ts';

/** The Compose file of a workspace. @throws ArchlabError WORKSPACE_COMPOSE */
export async function composeText({ paths }: Pick<Workspace, 'paths'>): Promise<string> {
  const text = await readTextIfAny(paths.compose);
  if (text === undefined) throw new ArchlabError('WORKSPACE_COMPOSE', `${paths.compose} is missing.`);
  return text;
}

/** What `.env` holds. */
export async function environmentFile({ paths }: Pick<Workspace, 'paths'>): Promise<Record<string, string>> {
  return parseEnvFile((await readTextIfAny(paths.env)) ?? '');
}

/** The plan of a workspace's stack with the given variables, or those of its `.env`. @throws ArchlabError WORKSPACE_COMPOSE */
export async function planOf(workspace: Workspace, variables?: Readonly<Record<string, string>>): Promise<StackPlan> {
  const { paths, manifest, state } = workspace;
  return planStack({
    text: await composeText(workspace),
    file: paths.compose,
    dir: paths.dir,
    workspaceId: state.id,
    lab: manifest.lab,
    variables: variables ?? (await environmentFile(workspace)),
  });
}
