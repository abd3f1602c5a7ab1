import { ArchlabError } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { neededServices } from '../../services.ts';
import type { Gap, StackPlan, UpContext } from '../../types.ts';
import { docker } from './cli.ts';

/** Different images of the services that grading needs and that this machine does not have. */
async function missingImages(host: Host, plan: StackPlan, signal?: AbortSignal): Promise<string[]> {
  const needed = neededServices(plan).map(({ image }) => image.reference);
  const checks = [...new Set(needed)].map(async (reference) => {
    const { exitCode } = await docker(
      host,
      ['image', 'inspect', '--format', '{{.Id}}', reference],
      signal ? { signal } : {},
    );
    return exitCode === 0 ? [] : [reference];
  });
  return (await Promise.all(checks)).flat();
}

/** Asks the registry for each missing image, so that "can be pulled" is known and not hoped. */
export async function imageGaps(host: Host, plan: StackPlan): Promise<Gap[]> {
  const missing = await missingImages(host, plan);
  const asked = missing.map(async (image): Promise<Gap[]> => {
    const { exitCode } = await docker(host, ['manifest', 'inspect', image], { limitMs: 10_000 });
    if (exitCode === 0) return [];
    const reason = `the image ${image} is not on this machine and its registry does not offer it now`;
    return [
      { service: servicesOf(plan, image), reason, fix: `Check the network, then \`docker pull ${image}\`.`, image },
    ];
  });
  return (await Promise.all(asked)).flat();
}

/**
 * Pulls what is missing, all at once (Docker itself limits the layers under way).
 * @throws ArchlabError MACHINE_DOCKER_IMAGES
 */
export async function pullMissing(
  host: Host,
  plan: StackPlan,
  context: Pick<UpContext, 'signal' | 'progress'>,
): Promise<void> {
  const missing = await missingImages(host, plan, context.signal);
  let done = 0;
  const pulls = missing.map(async (image) => {
    context.progress(`pulling ${image}`);
    const pull = await docker(host, ['pull', '--quiet', image], { signal: context.signal, limitMs: 1_800_000 });
    if (pull.exitCode !== 0) throw pullError(image, pull.stderr);
    context.progress(`pulled ${image} (${++done} of ${missing.length})`);
  });
  const failure = (await Promise.allSettled(pulls)).find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}

function pullError(image: string, stderr: string): ArchlabError {
  const details = stderr.split('\n').slice(-5);
  // An error code of the OCI distribution specification, which the CLI hands through in no other form.
  if (/\btoomanyrequests\b/i.test(stderr))
    return new ArchlabError(
      'MACHINE_DOCKER_IMAGES',
      `The registry's limit for anonymous pulls is reached (${image}).`,
      {
        details,
        fix: 'Wait some hours, or run `docker login`, or use `--engine local`.',
      },
    );
  return new ArchlabError('MACHINE_DOCKER_IMAGES', `The image ${image} could not be pulled.`, { details });
}

function servicesOf(plan: StackPlan, image: string): string {
  return plan.services.flatMap((service) => (service.image.reference === image ? [service.name] : [])).join(', ');
}
