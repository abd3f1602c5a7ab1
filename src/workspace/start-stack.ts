import { ArchlabError } from '../errors/error.ts';
import { writeAtomically } from '../host/files.ts';
import type { Host } from '../host/host.ts';
import { freePorts } from '../host/ports.ts';
import { builtHomeOf } from '../packs/home.ts';
import { labPaths } from '../packs/paths.ts';
import { projectName } from '../stack/compose.ts';
import { lookedAtServices } from '../stack/services.ts';
import type { Engine, EngineKind, Stack, StackPlan } from '../stack/types.ts';
import { envFileText, fillVariables, portVariables } from '../stack/variables.ts';
import { attach, mend } from './attach.ts';
import { engineOf, pickEngine } from './engines.ts';
import { onBench } from './lab-bench.ts';
import type { Workspace } from './open.ts';
import { composeText, environmentFile, planOf } from './plan.ts';
import { recorder } from './record.ts';
import { installServices } from './services.ts';
import { writeState } from './state.ts';
import { stopWorkspace } from './stop-workspace.ts';
import { endStrays, leftOvers } from './strays.ts';

export interface StartContext {
  readonly host: Host;
  readonly signal: AbortSignal;
  /** What is being done now. */
  now(text: string): void;
  /** Worth a line that stays: what was found and cleared. */
  say(text: string): void;
}

export interface Started {
  readonly stack: Stack;
  /** Why this engine, as a sentence. */
  readonly why: string;
  /** False when it ran already. */
  readonly fresh: boolean;
}

/**
 * Brings the infrastructure of a workspace up: clears what a dead run left, keeps what runs, starts it otherwise and lets
 * the lab prepare it. An abort or a failure leaves nothing running. The workspace's lock must be held.
 * @throws ArchlabError MACHINE_*, WORKSPACE_COMPOSE
 */
export async function startStack(
  workspace: Workspace,
  requested: EngineKind | undefined,
  context: StartContext,
): Promise<Started> {
  return (await keepRunning(workspace, requested, context)) ?? (await startFresh(workspace, requested, context));
}

/** The second half of {@link startStack}, for whoever has something to do between the two. */
export async function startFresh(
  workspace: Workspace,
  requested: EngineKind | undefined,
  context: StartContext,
): Promise<Started> {
  const { host, signal } = context;
  const plan = await freshPlan(workspace);
  const { engine: kind, why } = await pickEngine(host, plan, requested, workspace.state.engine);
  signal.throwIfAborted();
  // A wish is remembered from here on, whatever becomes of this start.
  if (requested !== undefined) await writeState(workspace.paths, { ...workspace.state, engine: requested });
  await installServices(labPaths(await builtHomeOf(host, plan.lab), plan.lab).services, workspace.paths.dir);
  const aside = lookedAtServices(plan).map(({ name }) => name);
  if (aside.length > 0) context.say(setAside(aside, kind));
  context.now(`starting ${plan.services.length - aside.length} services with the ${kind} engine`);
  try {
    const stack = await upOnFreePorts(workspace, await engineOf(host, kind), plan, context);
    await prepare(workspace, stack, context);
    return { stack, why, fresh: true };
  } catch (error) {
    // The engine has torn down what it started when it was the one that failed; the lab's preparation is ours.
    await stopWorkspace(host, workspace.paths);
    throw error;
  }
}

/** Services behind a Compose profile are the learner's to start. */
function setAside(names: readonly string[], kind: EngineKind): string {
  const what = `${names.join(', ')}: only for looking at`;
  return kind === 'docker'
    ? `${what}, not started; docker compose --profile ui up --detach ${names.join(' ')}`
    : `${what}, left out; it needs Docker`;
}

const PORT_DRAWS = 3;

/** Between the choice of a port and its use somebody else may take it: then new ones are drawn, a few times. */
async function upOnFreePorts(
  workspace: Workspace,
  engine: Engine,
  plan: StackPlan,
  { host, signal, now }: StartContext,
): Promise<Stack> {
  const record = recorder(host, workspace, 'starting');
  for (let draw = 1; ; draw++) {
    try {
      return await engine.up(draw === 1 ? plan : await freshPlan(workspace), { signal, record, progress: now });
    } catch (error) {
      if (!(error instanceof ArchlabError) || error.code !== 'MACHINE_PORT' || draw === PORT_DRAWS) throw error;
      now('a port was taken in the meantime; choosing others');
    }
  }
}

async function prepare(workspace: Workspace, stack: Stack, { host, signal, now }: StartContext): Promise<void> {
  now('preparing the data');
  await onBench(host, workspace.manifest.lab, stack, signal, (lab, bench) => lab.prepare(bench));
  signal.throwIfAborted();
  await recorder(host, workspace, 'running')(stack.state);
}

/**
 * The first half of {@link startStack}: ends what a dead command left, and keeps what runs, mended where single services
 * have died. @returns undefined when there is nothing to keep, and then nothing runs any more
 */
export async function keepRunning(
  workspace: Workspace,
  requested: EngineKind | undefined,
  context: StartContext,
): Promise<Started | undefined> {
  const { state, paths } = workspace;
  const { host } = context;
  const strays = await endStrays(host, state.id);
  if (strays > 0) context.say(`ended ${leftOvers(strays)} of an earlier command`);
  if (state.stack === undefined) return undefined;
  const { engine } = state.stack;
  if (state.phase === 'running' && (requested === undefined || requested === engine)) {
    const stack = await attach(host, workspace);
    if (await mend(stack, context)) return { stack, why: 'it was running already', fresh: false };
  }
  const reason =
    state.phase === 'starting'
      ? 'clearing what an interrupted start had left'
      : 'clearing what no longer runs as it should';
  context.say(requested !== undefined && requested !== engine ? `stopping the ${engine} engine's services` : reason);
  await stopWorkspace(host, paths);
  return undefined;
}

/** Fresh ports in `.env`; passwords stay what they are. */
async function freshPlan(workspace: Workspace): Promise<StackPlan> {
  const text = await composeText(workspace);
  const { manifest, state } = workspace;
  const variables = {
    ...fillVariables(text, await environmentFile(workspace), await freePorts(portVariables(text).length)),
    // So that `docker compose ps` in the workspace means this stack.
    COMPOSE_PROJECT_NAME: projectName(manifest.lab, state.id),
  };
  // Checked before anything is written: a broken Compose file changes nothing.
  const plan = await planOf(workspace, variables);
  await writeAtomically(workspace.paths.env, envFileText(variables), 0o600);
  return plan;
}
