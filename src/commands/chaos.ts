import { randomInt } from 'node:crypto';
import { EXIT } from '../errors/codes.ts';
import { ArchlabError } from '../errors/error.ts';
import { openProxy } from '../faults/proxy.ts';
import { seededRandom } from '../host/random.ts';
import { openProgress } from '../report/progress.ts';
import type { Service } from '../stack/types.ts';
import { attach } from '../workspace/attach.ts';
import { openWorkspace } from '../workspace/open.ts';
import type { Answer, App, Options } from './command.ts';
import { FAULTS } from './line/words.ts';
import { dirOf, numberOf } from './shared/options.ts';

/** What each fault does, and the sentence that says so afterwards. */
const ACTS: Readonly<Record<string, readonly [act: (service: Service) => Promise<void>, said: string]>> = {
  kill: [(service) => service.kill(), '@ was killed, as by a crash. Bring it back with: archlab chaos restart @'],
  pause: [
    (service) => service.pause(),
    '@ is frozen: its connections stay open and silent. Let it go on with: archlab chaos resume @',
  ],
  resume: [(service) => service.resume(), '@ goes on.'],
  restart: [(service) => service.restart(), '@ was started again and is ready.'],
};

export async function run([fault = '', name = '']: readonly string[], options: Options, app: App): Promise<Answer> {
  const known = Object.keys(FAULTS);
  if (!known.includes(fault)) {
    throw new ArchlabError('USAGE_BAD_OPTION', `There is no fault "${fault}".`, { fix: `Use ${known.join(', ')}.` });
  }
  const stack = await attach(app.host, await openWorkspace(app.host, dirOf(options)));
  const service = stack.service(name);
  const found = ACTS[fault];
  if (found === undefined) return latency(service, options, app);
  const [act, said] = found;
  using progress = await openProgress(app.terminal);
  progress.now(`${fault} ${name}`);
  await act(service);
  return { exit: EXIT.ok, text: render(name, said) };
}

export function render(service: string, said: string): string {
  return `${said.replaceAll('@', service)}\n`;
}

/** A proxy that lives as long as this command: whoever connects through it has a slow way to the service. */
async function latency(service: Service, options: Options, app: App): Promise<Answer> {
  const ms = numberOf(options, 'ms') ?? 0;
  const jitterMs = numberOf(options, 'jitter') ?? 0;
  const port = service.plan.ports[0];
  if (port === undefined) {
    throw new ArchlabError('USAGE_UNKNOWN_SERVICE', `${service.name} publishes no port that could be slowed down.`);
  }
  const proxy = app.scope.use(
    'the proxy',
    await openProxy({
      name: service.name,
      target: () => service.endpoint(port.container),
      random: seededRandom(randomInt(2 ** 31)),
    }),
  );
  proxy.inject({ kind: 'latency', ms, jitterMs });
  const { host, port: here } = proxy.endpoint;
  app.print(`${service.name} answers ${ms} ms later each way at ${host}:${here}; Ctrl-C ends this\n`);
  await new Promise<void>((done) => {
    if (app.signal.aborted) done();
    app.signal.addEventListener('abort', () => done(), { once: true });
  });
  return { exit: EXIT.ok, text: '' };
}
