import { ArchlabError, messageOf } from '../../../errors/error.ts';
import { eventually, TimeLimitError } from '../../../host/clock.ts';
import type { Host } from '../../../host/host.ts';
import type { Endpoint, Service, ServicePlan, ServiceStatus } from '../../types.ts';
import { driverFor } from '../local/drivers/index.ts';
import { docker, mustDocker } from './cli.ts';
import { followContainer } from './follow.ts';
import { lookAt } from './look.ts';

const READY_MS = 60_000;

/** A service that runs as a container. Faults go to the container itself: several times quicker than through Compose. */
export class DockerService implements Service {
  readonly plan: ServicePlan;
  readonly #container: string;
  readonly #host: Host;
  /** As last seen; undefined while it does not run or cannot be reached past its published ports. */
  #address: string | undefined;

  constructor(plan: ServicePlan, container: string, host: Host, address: string | undefined) {
    this.plan = plan;
    this.#container = container;
    this.#host = host;
    this.#address = address;
  }

  get name(): string {
    return this.plan.name;
  }

  endpoint(containerPort: number): Endpoint {
    const port = this.plan.ports.find((candidate) => candidate.container === containerPort);
    if (!port) throw new Error(`service "${this.name}" does not publish port ${containerPort}`);
    return { host: '127.0.0.1', port: port.host };
  }

  direct(containerPort: number): Endpoint {
    const published = this.endpoint(containerPort);
    return this.#address === undefined ? published : { host: this.#address, port: containerPort };
  }

  async status(): Promise<ServiceStatus> {
    const look = (await lookAt(this.#host, [this.#container])).get(this.#container);
    this.#address = look?.address;
    return look?.status ?? 'gone';
  }

  async ready(signal?: AbortSignal): Promise<void> {
    const driver = driverFor(this.plan);
    // Without a driver, Compose's `--wait` has seen its health check pass.
    const attempt = driver
      ? () => driver.probe(this.plan, (port) => this.endpoint(port)).then(() => true)
      : async () => (await this.status()) === 'running';
    const what = `service "${this.name}" answers`;
    const over = new AbortController();
    const either = AbortSignal.any([over.signal, ...(signal ? [signal] : [])]);
    try {
      await Promise.race([
        eventually(attempt, { limitMs: READY_MS, pollMs: 100, what, signal: either }),
        this.#ended(either),
      ]);
    } catch (error) {
      if (!(error instanceof TimeLimitError)) throw error;
      throw new ArchlabError(
        'MACHINE_SERVICE_NOT_READY',
        `Service "${this.name}" did not answer within ${READY_MS / 1000} s (${messageOf(error.last)}).`,
        { details: await this.lastLines(20) },
      );
    } finally {
      over.abort();
    }
  }

  /** Rejects as soon as the container has ended: nobody should be asked until the time is up who can no longer answer. */
  async #ended(signal: AbortSignal): Promise<never> {
    const code = await mustDocker(this.#host, ['wait', this.#container], { signal, limitMs: 2 * READY_MS });
    throw new ArchlabError('MACHINE_SERVICE_NOT_READY', `Service "${this.name}" has ended (exit code ${code}).`, {
      details: await this.lastLines(20),
    });
  }

  async kill(): Promise<void> {
    const status = await this.status();
    // Docker does not kill a paused container.
    if (status === 'paused') await this.resume();
    // At the published port nobody answers at once; at an address that is gone, only after seconds.
    this.#address = undefined;
    if (status === 'running' || status === 'paused') await mustDocker(this.#host, ['kill', this.#container]);
  }

  async pause(): Promise<void> {
    if ((await this.status()) === 'running') await mustDocker(this.#host, ['pause', this.#container]);
    else await this.#mustBe('paused');
  }

  async resume(): Promise<void> {
    if ((await this.status()) === 'paused') await mustDocker(this.#host, ['unpause', this.#container]);
    else await this.#mustBe('running');
  }

  async restart(): Promise<void> {
    await this.kill();
    await mustDocker(this.#host, ['start', this.#container]);
    await this.ready();
    // It may have come back with another address.
    await this.status();
  }

  async lastLines(count: number): Promise<readonly string[]> {
    const { stdout, stderr } = await docker(this.#host, [
      'logs',
      '--timestamps',
      '--tail',
      String(count),
      this.#container,
    ]);
    const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line !== '');
    // Both streams in the order of their time.
    return lines
      .sort()
      .slice(-count)
      .map((line) => line.slice(line.indexOf(' ') + 1));
  }

  follow(onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    const status = () => this.status();
    return followContainer({ host: this.#host, container: this.#container, onLine, signal, status });
  }

  async #mustBe(wanted: ServiceStatus): Promise<void> {
    const status = await this.status();
    if (status !== wanted)
      throw new ArchlabError('WORKSPACE_SERVICE_GONE', `Service "${this.name}" is not running (${status}).`);
  }
}
