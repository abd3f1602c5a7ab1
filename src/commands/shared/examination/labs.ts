import type { Memory } from '../../../host/memory.ts';
import { downloadMb } from '../../../stack/engines/docker/facts.ts';
import { neededImages } from '../../../stack/engines/docker/images.ts';
import { neededServices } from '../../../stack/services.ts';
import type { Gap, StackPlan } from '../../../stack/types.ts';
import { LANGUAGES } from '../../../workspace/dependencies/install.ts';
import type { DockerSeen, ImageSeen } from './docker.ts';
import type { PlannedLab } from './examine.ts';
import { type Download, type EngineFitness, type Finding, type LabFitness, size, worst } from './finding.ts';

/** What was seen of this machine. */
export interface Seen {
  readonly docker: DockerSeen;
  readonly local: ReadonlyMap<string, readonly Gap[]>;
  readonly memory: Memory;
}

/** Which engine can run which lab, and what it takes. Pure. */
export function examineLabs(labs: readonly PlannedLab[], seen: Seen): readonly LabFitness[] {
  return labs.map((lab) => {
    const engines = [localFitness(lab, seen), dockerFitness(lab, seen)];
    return {
      lab: lab.entry.id,
      // One engine is enough.
      state:
        engines.find(({ state }) => state === 'good')?.state ??
        engines.find(({ state }) => state === 'fair')?.state ??
        'bad',
      memoryMb: lab.entry.memoryMb,
      dockerLimitMb: limitOf(lab.plan),
      engines,
      starters: lab.entry.languages.map((what) => ({ what, mb: LANGUAGES[what]?.downloadMb ?? null })),
    };
  });
}

function localFitness({ entry }: PlannedLab, { local, memory }: Seen): EngineFitness {
  const gaps = local.get(entry.id) ?? [];
  const reasons = [...new Map(gaps.map(({ reason, fix }) => [reason, fix]))];
  const findings = [
    ...reasons.map(([says, fix]) => finding('servers', 'bad', says, fix)),
    ...machineMemory(entry.memoryMb, memory),
  ];
  return { engine: 'local', state: worst(findings.map(({ state }) => state)), findings, downloads: [] };
}

function dockerFitness({ entry, plan }: PlannedLab, { docker, memory }: Seen): EngineFitness {
  if (docker.trouble) {
    const { reason, fix } = docker.trouble;
    return { engine: 'docker', state: 'bad', findings: [finding('docker', 'bad', reason, fix)], downloads: [] };
  }
  const images = neededImages(plan).map((reference) => docker.images.get(reference) ?? { reference });
  const findings = [
    ...images.flatMap((image) => imageFinding(image, docker.platform)),
    ...engineMemory(entry.memoryMb, docker.memoryMb),
    ...machineMemory(entry.memoryMb, memory),
  ];
  return {
    engine: 'docker',
    state: worst(findings.map(({ state }) => state)),
    findings,
    downloads: downloadsOf(images),
  };
}

function imageFinding({ reference, platform, refusal }: ImageSeen, engine: string | undefined): Finding[] {
  if (refusal) return [finding('image', 'bad', refusal.reason, refusal.fix)];
  if (platform === undefined || engine === undefined || platform === engine) return [];
  const says = `the image ${reference} on this machine is made for ${platform}, the engine runs ${engine}`;
  return [
    finding(
      'platform',
      'fair',
      `${says}: slow, or not at all`,
      `Run \`docker pull --platform ${engine} ${reference}\`.`,
    ),
  ];
}

/** Images that are not here but can be had. */
function downloadsOf(images: readonly ImageSeen[]): Download[] {
  return images
    .filter(({ platform, refusal }) => platform === undefined && refusal === undefined)
    .map(({ reference }) => ({ what: reference, mb: downloadMb(reference) ?? null }));
}

function engineMemory(needMb: number, engineMb: number | undefined): Finding[] {
  if (engineMb === undefined || engineMb >= needMb) return [];
  const fix =
    'Give it more (Docker Desktop: Settings, Resources; Colima: `colima stop && colima start --memory 4`), or use `--engine local`.';
  return [finding('memory', 'bad', `Docker has ${size(engineMb)} of memory, the lab needs about ${size(needMb)}`, fix)];
}

function machineMemory(needMb: number, { totalMb, availableMb }: Memory): Finding[] {
  const needs = `the lab needs about ${size(needMb)} of memory`;
  if (totalMb < needMb)
    return [
      finding('memory', 'bad', `${needs}, this machine has ${size(totalMb)}`, 'Take a smaller lab: `archlab list`.'),
    ];
  if (availableMb === undefined || availableMb >= needMb) return [];
  const fix = 'End what you do not need; see what is big with `ps -eo rss,args --sort=-rss | head`.';
  return [finding('memory', 'fair', `${needs}, of which ${size(availableMb)} are available now`, fix)];
}

function limitOf(plan: StackPlan): number | null {
  const limits = neededServices(plan).map(({ memoryLimitMb }) => memoryLimitMb ?? Number.NaN);
  const sum = limits.reduce((total, limit) => total + limit, 0);
  return Number.isNaN(sum) ? null : sum;
}

function finding(check: string, state: 'fair' | 'bad', says: string, fix: string): Finding {
  return { topic: 'lab', check, state, says, fix };
}
