import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { findLab, loadCatalogue } from '../../catalogue/catalogue.ts';
import { ArchlabError, messageOf } from '../../errors/error.ts';
import type { Host } from '../../host/host.ts';
import { freePorts } from '../../host/ports.ts';
import { homeOf } from '../../packs/home.ts';
import { labPaths } from '../../packs/paths.ts';
import { listStacks } from '../../stack/registry.ts';
import type { EngineKind, Gap } from '../../stack/types.ts';
import { LANGUAGES } from '../../workspace/dependencies/install.ts';
import { engineOf } from '../../workspace/engines.ts';
import { planOfTemplate } from '../../workspace/template-plan.ts';
import type { App } from '../command.ts';

/** One thing looked at: a sentence, and one command that mends it. `fair`: a lab can be run all the same. */
export interface Finding {
  readonly state: 'good' | 'fair' | 'bad';
  readonly says: string;
  readonly fix?: string;
}

/** Looks at everything archlab needs of this machine, for one lab or for all. @throws ArchlabError USAGE_UNKNOWN_LAB */
export async function examine(
  { host, nodeVersion, signal }: App,
  lab: string | undefined,
): Promise<readonly Finding[]> {
  const catalogue = await loadCatalogue(host);
  const labs =
    lab === undefined ? catalogue.chapters.flatMap(({ labs: all }) => all) : [(await findLab(catalogue, lab)).lab];
  const findings = await Promise.all([
    node(nodeVersion),
    languages([...new Set(labs.flatMap(({ languages: all }) => all))], host, signal),
    ports(),
    folder('cache', host.dirs.cache),
    folder('state', host.dirs.state),
    leftovers(host),
    ...labs.map(({ id }) => engines(host, id)),
  ]);
  return findings.flat();
}

function node(version: string): Finding {
  return { state: 'good', says: `Node.js ${version}` };
}

/** What the starters in each language need. A lab can be worked on without it, in another language. */
async function languages(names: readonly string[], host: Host, signal: AbortSignal): Promise<readonly Finding[]> {
  const context = { host, signal, progress: () => undefined };
  return Promise.all(
    names.map(async (name): Promise<readonly Finding[]> => {
      try {
        const says = await LANGUAGES[name]?.tool(host.cwd, context);
        return says === undefined ? [] : [{ state: 'good', says }];
      } catch (error) {
        if (!(error instanceof ArchlabError)) throw error;
        return [{ state: 'fair', says: error.message, fix: error.fix }];
      }
    }),
  ).then((findings) => findings.flat());
}

async function ports(): Promise<Finding> {
  try {
    await freePorts(20);
    return { state: 'good', says: 'ports on 127.0.0.1 are free' };
  } catch (error) {
    return {
      state: 'bad',
      says: messageOf(error),
      fix: 'See who listens: ss -ltnp (Linux) or lsof -iTCP -sTCP:LISTEN.',
    };
  }
}

const ENOUGH = 500 * 2 ** 20;

async function folder(what: string, path: string): Promise<Finding> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize;
    const says = `${what} folder ${path}: ${Math.round(free / 2 ** 20)} MB free`;
    if (free > ENOUGH) return { state: 'good', says };
    return { state: 'bad', says, fix: `Free some space; find what is big with: du -sh ${path}/*` };
  } catch (error) {
    return {
      state: 'bad',
      says: `${what} folder ${path} cannot be used: ${messageOf(error)}`,
      fix: `Make it yours: mkdir -p ${path} && chmod u+rwx ${path}`,
    };
  }
}

async function leftovers(host: Host): Promise<Finding> {
  const stacks = await listStacks(host);
  if (stacks.length === 0) return { state: 'good', says: 'nothing of archlab is running' };
  const where = stacks.map(({ dir }) => dir).join(', ');
  return { state: 'good', says: `running for: ${where}`, fix: 'When you no longer need it: archlab stop --all' };
}

/** A lab can be run when one engine can; the other is then only a pity. */
async function engines(host: Host, lab: string): Promise<readonly Finding[]> {
  const { template } = labPaths(homeOf(host, lab), lab);
  const plan = await planOfTemplate(template, lab, template, 'doctor');
  const kinds: readonly EngineKind[] = ['local', 'docker'];
  const gaps = await Promise.all(
    kinds.map(async (kind) => [kind, await (await engineOf(host, kind)).probe(plan)] as const),
  );
  const usable = gaps.some(([, missing]) => missing.length === 0);
  return gaps.map(([kind, missing]) => engineFinding(lab, kind, missing, usable));
}

function engineFinding(lab: string, kind: EngineKind, missing: readonly Gap[], usable: boolean): Finding {
  const [first] = missing;
  if (first === undefined) return { state: 'good', says: `${lab} can be run by the ${kind} engine` };
  const reasons = [...new Set(missing.map(({ reason }) => reason))].join('; ');
  return {
    state: usable ? 'fair' : 'bad',
    says: `${lab} cannot be run by the ${kind} engine: ${reasons}`,
    fix: first.fix,
  };
}
