import { ArchlabError } from '../errors/error.ts';
import type { EngineKind, Gap } from './types.ts';

export interface Choice {
  readonly engine: EngineKind;
  /** Half a sentence that says why, for the one line shown to the user: `Docker answers and has the images`. */
  readonly why: string;
}

/** What is known before choosing. Gaps of an engine that was not probed are undefined. */
export interface ChoiceInput {
  /** `--engine` */
  readonly flag?: EngineKind;
  /** What this workspace was started with before. */
  readonly workspace?: EngineKind;
  readonly docker?: readonly Gap[];
  readonly local?: readonly Gap[];
}

/** Which engines must be probed before {@link chooseEngine} can decide; asking Docker takes a while, so never for nothing. */
export function enginesToProbe({ flag, workspace }: Pick<ChoiceInput, 'flag' | 'workspace'>): readonly EngineKind[] {
  const asked = flag ?? workspace;
  return asked === undefined ? ['docker', 'local'] : [asked];
}

/**
 * The flag, else the workspace's engine, else Docker if it works and has or can have the images, else local servers if there is one
 * for every service. Pure.
 * @throws ArchlabError MACHINE_DOCKER, MACHINE_SERVER_MISSING (engine asked for), MACHINE_NO_ENGINE (neither can run it)
 */
export function chooseEngine(input: ChoiceInput): Choice {
  const asked = input.flag ?? input.workspace;
  if (asked !== undefined) {
    refuseGaps(asked, input);
    return {
      engine: asked,
      why: input.flag === undefined ? 'this workspace was started with it' : 'asked for with --engine',
    };
  }
  const { docker = [], local = [] } = input;
  if (input.docker && docker.length === 0)
    return { engine: 'docker', why: 'Docker answers and has the images or can pull them' };
  if (input.local && local.length === 0) {
    const reason = docker[0]?.reason;
    return { engine: 'local', why: `every server is here${reason === undefined ? '' : ` and ${reason}`}` };
  }
  throw new ArchlabError('MACHINE_NO_ENGINE', 'Neither Docker nor local servers can run the lab here.', {
    details: [...lines('with Docker', docker), ...lines('without Docker', local)],
    fix: fixes([...docker, ...local]),
  });
}

function refuseGaps(asked: EngineKind, input: ChoiceInput): void {
  // A missing image is no reason to refuse Docker when it was asked for: pulling it will tell.
  const gaps = (input[asked] ?? []).filter((gap) => gap.image === undefined);
  if (gaps.length === 0) return;
  throw asked === 'docker'
    ? new ArchlabError('MACHINE_DOCKER', sentence('Docker cannot be used', gaps), { fix: fixes(gaps) })
    : new ArchlabError('MACHINE_SERVER_MISSING', sentence('The lab cannot run without Docker here', gaps), {
        fix: fixes(gaps),
      });
}

function sentence(what: string, gaps: readonly Gap[]): string {
  return `${what}: ${gaps.map(({ service, reason }) => (service === 'docker' ? reason : `${service}: ${reason}`)).join('; ')}.`;
}

function lines(what: string, gaps: readonly Gap[]): string[] {
  return gaps.map(({ service, reason }) => `${what}: ${service === 'docker' ? '' : `${service}: `}${reason}`);
}

/** Each remedy once, for six services may lack the same server. */
function fixes(gaps: readonly Gap[]): string {
  return [...new Set(gaps.map(({ fix }) => fix))].join(' Or: ');
}
