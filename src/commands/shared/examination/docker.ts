import type { Host } from '../../../host/host.ts';
import { engineMemoryMb, labelledWorkspaces } from '../../../stack/engines/docker/facts.ts';
import { dockerHealth } from '../../../stack/engines/docker/health.ts';
import { type ImageState, imageStates, neededImages, whyNotPullable } from '../../../stack/engines/docker/images.ts';
import type { Gap } from '../../../stack/types.ts';
import type { PlannedLab } from './examine.ts';
import { type Finding, size } from './finding.ts';

export interface DockerSeen {
  readonly findings: readonly Finding[];
  /** Why Docker cannot run anything at all. */
  readonly trouble?: Pick<Gap, 'reason' | 'fix'>;
  readonly platform?: string;
  readonly memoryMb?: number;
  readonly images: ReadonlyMap<string, ImageSeen>;
  /** Workspaces that containers are labelled with. */
  readonly workspaces: readonly string[];
}

export interface ImageSeen extends ImageState {
  /** Why a missing image cannot be had. */
  readonly refusal?: Pick<Gap, 'reason' | 'fix'>;
}

/** A person waits for nothing but the answer. */
const LIMIT_MS = 5000;

/** Asks Docker once for all labs. */
export async function examineDocker(host: Host, labs: readonly PlannedLab[]): Promise<DockerSeen> {
  const health = await dockerHealth(host, LIMIT_MS);
  const finding = { topic: 'docker', check: 'docker' } as const;
  if (!health.ok) {
    const { reason, fix, trouble } = health;
    const findings: Finding[] = [{ ...finding, check: `docker-${trouble}`, state: 'bad', says: reason, fix }];
    return { findings, trouble: { reason, fix }, images: new Map(), workspaces: [] };
  }
  const references = [...new Set(labs.flatMap(({ plan }) => neededImages(plan)))];
  const [memoryMb, states, workspaces] = await Promise.all([
    engineMemoryMb(host),
    imageStates(host, references),
    labelledWorkspaces(host),
  ]);
  const images = await Promise.all(states.map((state) => withRefusal(host, state)));
  const { version, compose, platform } = health;
  const memory = memoryMb === undefined ? '' : `, ${size(memoryMb)} of memory`;
  return {
    findings: [{ ...finding, state: 'good', says: `Docker ${version} (${platform}${memory}), Compose ${compose}` }],
    platform,
    ...(memoryMb === undefined ? {} : { memoryMb }),
    images: new Map(images.map((image) => [image.reference, image])),
    workspaces,
  };
}

async function withRefusal(host: Host, state: ImageState): Promise<ImageSeen> {
  if (state.platform !== undefined) return state;
  const refusal = await whyNotPullable(host, state.reference);
  return refusal ? { ...state, refusal } : state;
}
