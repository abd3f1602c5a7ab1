import { access } from 'node:fs/promises';
import { ArchlabError, messageOf } from '../../../errors/error.ts';
import { eventually, TimeLimitError } from '../../../host/clock.ts';
import { isPortFree } from '../../../host/ports.ts';
import { freezeTree, isFrozen, thawTree } from '../../../host/process-tree.ts';
import { isAlive } from '../../../host/processes.ts';
import type { Recorder } from '../../recorder.ts';
import type { Endpoint, Service, ServicePlan, ServiceState, ServiceStatus } from '../../types.ts';
import { endProcesses } from './destroy.ts';
import type { Driver, Place, PrepareContext, Server } from './drivers/driver.ts';
import { isGap } from './drivers/driver.ts';
import { launch } from './launch.ts';
import { followFile, lastLinesOf } from './log-file.ts';
import type { Servers } from './servers.ts';

const READY_MS = 30_000;

interface LocalServiceOptions {
  readonly plan: ServicePlan;
  readonly place: Place;
  readonly driver: Driver;
  readonly recorder: Recorder;
  readonly servers: Servers;
}

/** A server that runs as a plain process of this machine. */
export class LocalService implements Service {
  readonly plan: ServicePlan;
  readonly #place: Place;
  readonly #driver: Driver;
  readonly #recorder: Recorder;
  readonly #servers: Servers;

  constructor(options: LocalServiceOptions) {
    this.plan = options.plan;
    this.#place = options.place;
    this.#driver = options.driver;
    this.#recorder = options.recorder;
    this.#servers = options.servers;
  }

  get name(): string {
    return this.plan.name;
  }

  get #state(): ServiceState {
    return this.#recorder.state.services[this.name] ?? { ports: [] };
  }

  endpoint(containerPort: number): Endpoint {
    const port = this.plan.ports.find((candidate) => candidate.container === containerPort);
    if (!port) throw new Error(`service "${this.name}" does not publish port ${containerPort}`);
    return { host: '127.0.0.1', port: port.host };
  }

  direct(containerPort: number): Endpoint {
    return this.endpoint(containerPort);
  }

  async status(): Promise<ServiceStatus> {
    const { process: leader } = this.#state;
    if (leader && isAlive(leader)) return isFrozen(leader.pid) ? 'paused' : 'running';
    return access(this.#place.dataDir).then(
      () => 'stopped',
      () => 'gone',
    );
  }

  /** The first start: data, process, accounts. */
  async boot(server: Server, context: PrepareContext): Promise<void> {
    await this.#driver.prepare(this.plan, this.#place, server, context);
    context.signal.throwIfAborted();
    await this.#start(server);
    await this.#listening(context.signal);
    await this.#driver.initialise?.(this.plan, this.#place, server, context);
    await this.ready(context.signal);
  }

  async ready(signal?: AbortSignal): Promise<void> {
    await this.#listening(signal);
    await this.#wait(() => this.#driver.probe(this.plan, (port) => this.endpoint(port)).then(() => true), signal);
  }

  async kill(): Promise<void> {
    await endProcesses(this.#state, 'at once');
  }

  async pause(): Promise<void> {
    freezeTree(this.#leader());
  }

  async resume(): Promise<void> {
    thawTree(this.#leader());
  }

  async restart(): Promise<void> {
    await this.kill();
    const server = await this.#servers.find(this.plan);
    if (isGap(server)) throw new ArchlabError('MACHINE_SERVER_MISSING', `${this.name}: ${server.reason}.`, server);
    await this.#driver.beforeStart?.(this.#place);
    await this.#start(server);
    await this.ready();
  }

  lastLines(count: number): Promise<readonly string[]> {
    return lastLinesOf(this.#place.logFile, count);
  }

  follow(onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    return followFile(this.#place.logFile, onLine, signal);
  }

  async #start(server: Server): Promise<void> {
    for (const { host: port } of this.plan.ports)
      if (!(await isPortFree(port)))
        throw new ArchlabError('MACHINE_PORT', `Port ${port} of service "${this.name}" is in use by another program.`);
    const plan = this.#driver.launchPlan(this.plan, this.#place, server);
    const identity = await launch(plan, this.#place.dataDir, this.#place.logFile);
    await this.#recorder.set(this.name, { process: identity });
  }

  async #listening(signal: AbortSignal | undefined): Promise<void> {
    await this.#wait(async () => (await this.#driver.isListening?.(this.#place)) ?? true, signal);
  }

  /** Polls, but gives up at once when the process has ended. */
  async #wait(attempt: () => Promise<boolean>, signal: AbortSignal | undefined): Promise<void> {
    let ended = false;
    try {
      await eventually(
        async () => {
          const { process: leader } = this.#state;
          ended = !leader || !isAlive(leader);
          return ended || (await attempt());
        },
        { limitMs: READY_MS, pollMs: 5, what: `service "${this.name}" answers`, ...(signal ? { signal } : {}) },
      );
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      const last = error.last === false ? '' : ` (${messageOf(error.last)})`;
      throw await this.#notReady(`did not answer within ${READY_MS / 1000} s${last}`);
    }
    if (ended) throw await this.#notReady('has ended');
  }

  async #notReady(what: string): Promise<ArchlabError> {
    return new ArchlabError('MACHINE_SERVICE_NOT_READY', `Service "${this.name}" ${what}.`, {
      details: await this.lastLines(20),
    });
  }

  #leader(): number {
    const { process: leader } = this.#state;
    if (!leader || !isAlive(leader))
      throw new ArchlabError('WORKSPACE_SERVICE_GONE', `Service "${this.name}" is not running.`);
    return leader.pid;
  }
}
