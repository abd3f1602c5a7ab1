import { stringify } from 'yaml';
import type { StackPlan } from '../../types.ts';

/** Every container, network and volume of archlab has this label; its value is the workspace's id. */
export const LABEL = 'archlab.workspace';

/** Compose's own label for the project's name. */
const PROJECT_LABEL = 'com.docker.compose.project';

/** How long `up --wait` may take, in seconds. Slow disks and emulated images need a good part of it. */
const WAIT_SECONDS = 120;

/** `docker` arguments that bring the services up and wait until they are healthy; the second file comes on stdin (see {@link labels}). */
export function upArgv(plan: StackPlan): string[] {
  return [
    'compose',
    '--project-name',
    plan.project,
    '--project-directory',
    plan.dir,
    '--file',
    plan.composeFile,
    '--file',
    '-',
    'up',
    '--detach',
    '--wait',
    '--wait-timeout',
    String(WAIT_SECONDS),
    // Missing images have been pulled before, with progress.
    '--pull',
    'never',
    '--remove-orphans',
  ];
}

/** A Compose file that adds nothing but our label, so that the learner's file stays plain. */
export function labels(plan: StackPlan): string {
  const label = { labels: { [LABEL]: plan.workspaceId } };
  const services = Object.fromEntries(plan.services.map(({ name }) => [name, label]));
  return stringify({ services, networks: { default: label } });
}

/** Compose's name for the only container of a service. */
export function containerName(project: string, service: string): string {
  return `${project}-${service}-1`;
}

/** What kinds of things a project leaves behind, in the order in which they can be removed. */
export const REMOVALS = [
  // `--volumes` takes the anonymous volumes of the images along.
  { list: ['ps', '--all', '--quiet'], remove: ['rm', '--force', '--volumes'] },
  { list: ['network', 'ls', '--quiet'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls', '--quiet'], remove: ['volume', 'rm', '--force'] },
] as const;

/** Restricts a listing to one project. */
export function ofProject(list: readonly string[], project: string): string[] {
  return [...list, '--filter', `label=${PROJECT_LABEL}=${project}`];
}

/** Output with timestamps from a moment on, until the container ends. */
export function followArgv(container: string, since: string | undefined): string[] {
  return ['logs', '--follow', '--timestamps', ...(since === undefined ? [] : ['--since', since]), container];
}

/** Environment variable by which a Compose process is known as ours, should we be killed meanwhile. */
export const MARKER = 'ARCHLAB_PROJECT';

/** Environment for Compose: what the workspace says wins over variables of the same name in the user's shell. */
export function composeEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  plan: StackPlan,
): Record<string, string | undefined> {
  return {
    ...env,
    ...plan.variables,
    [MARKER]: plan.project,
    COMPOSE_PROFILES: undefined,
    COMPOSE_PROJECT_NAME: undefined,
    COMPOSE_FILE: undefined,
  };
}
