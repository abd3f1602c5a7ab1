import type { Host } from '../../../host/host.ts';
import { docker } from './cli.ts';

interface Context {
  readonly Name: string;
  readonly DockerEndpoint: string;
  readonly Current: boolean;
}

/** An engine that answers, though not the one that is asked. */
export interface OtherEngine {
  /** What is asked and does not answer: `DOCKER_HOST (tcp://10.0.0.1:2375)`, `the context "lab"`. */
  readonly asked: string;
  readonly answers: string;
  readonly address: string;
  /** Makes it the one that is asked. */
  readonly command: string;
}

/** For an engine can take long to answer over ssh, and a dead address never does. */
const LIMIT_MS = 3000;

/** Asks the engines of all other contexts, at the same time: a wrong context looks exactly like an engine that does not run. */
export async function otherEngine(host: Host): Promise<OtherEngine | undefined> {
  const env = { ...host.env, DOCKER_HOST: undefined, DOCKER_CONTEXT: undefined };
  const { stdout } = await docker(host, ['context', 'ls', '--format', '{{json .}}'], { env, limitMs: LIMIT_MS });
  const contexts = stdout.split('\n').flatMap(parse);
  const saved = contexts.find(({ Current }) => Current)?.Name ?? 'default';
  const { DOCKER_HOST: address, DOCKER_CONTEXT: named } = host.env;
  const asked = address ? undefined : named || saved;
  const answers = await Promise.all(
    contexts
      .filter(({ Name }) => Name !== asked)
      .map(async (context) => {
        const argv = ['--context', context.Name, 'version', '--format', '{{json .Server.Version}}'];
        return (await docker(host, argv, { env, limitMs: LIMIT_MS })).exitCode === 0 ? [context] : [];
      }),
  );
  const [found] = answers.flat();
  if (!found) return undefined;
  const steps = [
    ...(address ? ['unset DOCKER_HOST'] : []),
    ...(named ? ['unset DOCKER_CONTEXT'] : []),
    ...(found.Name === saved ? [] : [`docker context use ${found.Name}`]),
  ];
  return {
    asked: asked === undefined ? `DOCKER_HOST (${address})` : `the Docker context "${asked}"`,
    answers: found.Name,
    address: found.DockerEndpoint,
    command: steps.join(' && '),
  };
}

function parse(line: string): Context[] {
  try {
    const context = JSON.parse(line) as Context;
    return typeof context.Name === 'string' ? [context] : [];
  } catch {
    return [];
  }
}
