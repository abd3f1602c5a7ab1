import { createHttpClient } from '../clients/http.ts';
import { openHttpProxy } from '../faults/http/proxy.ts';
import { openPgProxy } from '../faults/postgres/proxy.ts';
import { openProxy } from '../faults/proxy.ts';
import type { FaultProxy, HttpProxy, PgProxy } from '../faults/types.ts';
import { seededRandom } from '../host/random.ts';
import { Scope } from '../host/scope.ts';
import { openOtlpReceiver } from '../otlp/receiver.ts';
import type { OtlpReceiver } from '../otlp/types.ts';
import type { Launch, Solution, SolutionProcess } from '../solution/types.ts';
import type { Endpoint, Stack } from '../stack/types.ts';
import { openBench } from './bench.ts';
import { SolutionFault } from './fault.ts';
import { createHistory } from './history.ts';
import type { Arena, SolutionContract, StartOptions } from './types.ts';

const POSTGRES_PORT = 5432;

interface ArenaOptions {
  readonly stack: Stack;
  readonly solution: Solution;
  readonly contract: SolutionContract;
  readonly seed: number;
  /** Names the step in the random streams. */
  readonly step: string;
  readonly signal: AbortSignal;
  note(text: string): void;
}

/** The arena of one step. What its checks start lives in one scope and ends with it. */
export class StepArena implements AsyncDisposable {
  readonly #options: ArenaOptions;
  readonly #scope = new Scope();
  readonly #history = createHistory();
  readonly #proxies = new Map<string, Promise<FaultProxy>>();
  readonly #pgProxies = new Map<string, Promise<PgProxy>>();
  readonly #httpProxies = new Map<string, Promise<HttpProxy>>();

  #receiver: Promise<OtlpReceiver> | undefined;

  constructor(options: ArenaOptions) {
    this.#options = options;
  }

  /** The arena as one check (or the stage) sees it: its own random stream and signal, everything else shared with the step. */
  for(label: string, signal: AbortSignal): Arena {
    const { stack, seed, step, note } = this.#options;
    const scope = this.#scope;
    return {
      ...openBench(stack, scope, signal),
      seed,
      random: seededRandom(seed).fork(`${step}/${label}`),
      history: this.#history,
      start: (options) => this.#start(options),
      restart: async (process) => void started(await process.restart()),
      http: (process) => scope.use(`client of ${process.instance}`, createHttpClient(process.url)),
      pg: (service, label) => this.#pg(service, label),
      tcp: (service, port) => this.#tcp(service, port),
      httpProxy: (service, port, label) => this.#http(service, port, label),
      httpProxyTo: (name, target) =>
        this.#once(this.#httpProxies, `instance ${name}`, () =>
          openHttpProxy({ name, target, random: seededRandom(seed).fork(`${step}/proxy/${name}`) }),
        ),
      otlp: (forwardTo) => this.#otlp(forwardTo),
      note,
      defer: (what, run) => scope.defer(what, run),
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scope.dispose();
  }

  async #start(options: StartOptions): Promise<SolutionProcess> {
    const { solution, contract, signal } = this.#options;
    const process = started(await solution.launch({ ...options, health: contract.health }, signal));
    return this.#scope.use(`instance ${options.instance}`, process);
  }

  #pg(service: string, label = ''): Promise<PgProxy> {
    return this.#once(this.#pgProxies, `${service} ${label}`, () =>
      openPgProxy(this.#proxyOptions(service, POSTGRES_PORT)),
    );
  }

  #tcp(service: string, port: number): Promise<FaultProxy> {
    return this.#once(this.#proxies, `${service}:${port}`, () => openProxy(this.#proxyOptions(service, port)));
  }

  #http(service: string, port: number, label = ''): Promise<HttpProxy> {
    const key = `${service}:${port} ${label}`;
    return this.#once(this.#httpProxies, key, () => openHttpProxy(this.#proxyOptions(service, port)));
  }

  #otlp(forwardTo: Endpoint | undefined): Promise<OtlpReceiver> {
    this.#receiver ??= openOtlpReceiver(forwardTo ? { forwardTo } : {}).then((opened) =>
      this.#scope.use('the OTLP receiver', opened),
    );
    return this.#receiver;
  }

  #once<P extends AsyncDisposable>(proxies: Map<string, Promise<P>>, key: string, open: () => Promise<P>): Promise<P> {
    let proxy = proxies.get(key);
    if (!proxy) {
      proxy = open().then((opened) => this.#scope.use(`proxy of ${key}`, opened));
      proxies.set(key, proxy);
    }
    return proxy;
  }

  #proxyOptions(service: string, port: number) {
    const { stack, seed, step } = this.#options;
    const handle = stack.service(service);
    return {
      name: service,
      target: () => handle.direct(port),
      random: seededRandom(seed).fork(`${step}/proxy/${service}`),
    };
  }
}

function started(launch: Launch): SolutionProcess {
  if (!launch.ok) throw new SolutionFault(launch.failure);
  return launch.process;
}
