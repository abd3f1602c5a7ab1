import { ArchlabError } from '../../../errors/error.ts';
import type { Host } from '../../../host/host.ts';
import { neededServices } from '../../services.ts';
import type { Gap, StackPlan, UpContext } from '../../types.ts';
import { docker } from './cli.ts';

/** An image that is needed, and what this machine has of it. */
export interface ImageState {
  readonly reference: string;
  /** What it was made for, as `linux/arm64`; undefined when the image is not here. */
  readonly platform?: string;
}

/** Looks at images, all at the same time; asks no registry. */
export function imageStates(host: Host, references: readonly string[], signal?: AbortSignal): Promise<ImageState[]> {
  return Promise.all(
    references.map(async (reference) => {
      const argv = ['image', 'inspect', '--format', '{{.Os}}/{{.Architecture}}', reference];
      const { exitCode, stdout } = await docker(host, argv, signal ? { signal } : {});
      return exitCode === 0 ? { reference, platform: stdout.trim() } : { reference };
    }),
  );
}

/** Different images of the services that grading needs. */
export function neededImages(plan: StackPlan): string[] {
  return [...new Set(neededServices(plan).map(({ image }) => image.reference))];
}

async function missingImages(host: Host, plan: StackPlan, signal?: AbortSignal): Promise<string[]> {
  const states = await imageStates(host, neededImages(plan), signal);
  return states.flatMap(({ reference, platform }) => (platform === undefined ? [reference] : []));
}

/** Gaps for the images that are neither here nor to be had. */
export async function imageGaps(host: Host, plan: StackPlan): Promise<Gap[]> {
  const missing = await missingImages(host, plan);
  const asked = missing.map(async (image): Promise<Gap[]> => {
    const refusal = await whyNotPullable(host, image);
    return refusal ? [{ service: servicesOf(plan, image), ...refusal, image }] : [];
  });
  return (await Promise.all(asked)).flat();
}

/** Asks the registry for a missing image, so that "can be pulled" is known and not hoped. */
export async function whyNotPullable(host: Host, image: string): Promise<Pick<Gap, 'reason' | 'fix'> | undefined> {
  const { exitCode, stderr } = await docker(host, ['manifest', 'inspect', image], { limitMs: 10_000 });
  if (exitCode === 0) return undefined;
  if (isRateLimit(stderr))
    return { reason: `the image ${image} is not on this machine and its registry's limit is reached`, fix: LIMIT_FIX };
  return {
    reason: `the image ${image} is not on this machine and its registry does not offer it now`,
    fix: `Check the network, then \`docker pull ${image}\`.`,
  };
}

/** An error code of the OCI distribution specification, which the CLI hands through in no other form. */
function isRateLimit(stderr: string): boolean {
  return /\btoomanyrequests\b/i.test(stderr);
}

const LIMIT_FIX =
  'Run `docker login` and try again, or wait up to six hours, or use `--engine local`, or name a mirror as "registry-mirrors" in Docker\'s daemon.json.';

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
  if (isRateLimit(stderr))
    return new ArchlabError(
      'MACHINE_DOCKER_IMAGES',
      `The registry's limit for anonymous pulls is reached (${image}).`,
      {
        details,
        fix: LIMIT_FIX,
      },
    );
  return new ArchlabError('MACHINE_DOCKER_IMAGES', `The image ${image} could not be pulled.`, { details });
}

function servicesOf(plan: StackPlan, image: string): string {
  return plan.services.flatMap((service) => (service.image.reference === image ? [service.name] : [])).join(', ');
}
