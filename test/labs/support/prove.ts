import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseCatalogue } from '../../../src/catalogue/parse.ts';
import type { LabEntry } from '../../../src/catalogue/types.ts';
import type { Lab } from '../../../src/grading/types.ts';
import { archlabDirs, type Host } from '../../../src/host/host.ts';
import { labPaths } from '../../../src/packs/paths.ts';
import { listProofs, type Proof } from '../../../src/proving/proof.ts';
import { openProvingGround, type ProvingGround } from '../../../src/proving/prove-lab.ts';
import type { ProofResult } from '../../../src/proving/run-proof.ts';
import { type LeftOut, missingLanguages } from '../../../src/proving/starters.ts';
import { proofTable } from '../../../src/proving/table.ts';
import type { EngineKind } from '../../../src/stack/types.ts';
import { engineOf } from '../../../src/workspace/engines.ts';
import { buildServices } from './services.ts';

const root = resolve(import.meta.dirname, '../../..');
const how = {
  seed: 20_261_128,
  record: process.env.ARCHLAB_RECORD === '1',
  thorough: process.env.ARCHLAB_PROOF_THOROUGH === '1',
};

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const host: Host = {
  // NODE_PATH: solutions that use a library find it among archlab's own development dependencies.
  env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
  cwd: root,
  platform: process.platform,
  arch: process.arch,
  uid: process.getuid?.(),
  pid: process.pid,
  nodePath: process.execPath,
  dirs: { package: root, ...archlabDirs(process.env, homedir()) },
};

export const entries: readonly LabEntry[] = parseCatalogue(
  'labs.yaml',
  readFileSync(join(root, 'labs.yaml'), 'utf8'),
).chapters.flatMap(({ labs }) => labs);

interface Proofs {
  readonly lab: Lab;
  readonly proofs: readonly Proof[];
  /** Languages whose proofs are left out, because this machine has no tools for them. */
  readonly leftOut: readonly LeftOut[];
}

/** A lab's code, from source, and all of its proofs that can be run here. */
export async function proofsOf(entry: LabEntry): Promise<Proofs> {
  const { default: lab } = (await import(`../../../src/labs/${entry.id}/lab.ts`)) as { default: Lab };
  const checks = lab.steps.flatMap((step) => step.checks.map(({ id }) => id));
  const paths = labPaths(root, entry.id);
  const proofs = await listProofs(paths.proofs, { languages: entry.languages, checks });
  const leftOut = await missingLanguages(paths.template, entry.languages, host, new AbortController().signal);
  for (const { language, reason } of leftOut) process.stderr.write(`left out: ${entry.id} in ${language}. ${reason}\n`);
  const missing = leftOut.map(({ language }) => language);
  return { lab, proofs: proofs.filter(({ language }) => !missing.includes(language)), leftOut };
}

interface Proving {
  readonly entry: LabEntry;
  readonly lab: Lab;
  readonly proofs: readonly Proof[];
  readonly engine: EngineKind;
  /** Stacks to prove on side by side. */
  readonly slots: number;
}

/** Declares one test per proof; each takes a free stack, grades the solution there, and holds the verdict against what is known. */
export function prove({ entry, lab, proofs, engine: kind, slots }: Proving): void {
  const { template, source } = labPaths(root, entry.id);

  describe.concurrent(`proofs of ${entry.id} on ${kind}`, () => {
    let dir: string;
    let ground: ProvingGround;
    const results: ProofResult[] = [];

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), `archlab-proof-${entry.id}-`));
      ground = await openProvingGround({
        host,
        version,
        entry,
        lab,
        engine: await engineOf(host, kind),
        templateDir: template,
        languages: entry.languages.filter((language) => proofs.some((proof) => proof.language === language)),
        services: await buildServices(join(source, 'services'), join(dir, 'services')),
        dir,
        slots,
        signal: new AbortController().signal,
      });
    });

    afterAll(async () => {
      await ground?.[Symbol.asyncDispose]();
      mkdirSync(join(root, 'test-results'), { recursive: true });
      writeFileSync(join(root, 'test-results', `proofs-${entry.id}-${kind}.md`), proofTable(entry.id, results));
      await rm(dir, { recursive: true, force: true });
    });

    test.each(proofs.map((proof) => [proof.name, proof] as const))('%s', async (_, proof) => {
      const result = await ground.prove(proof, how);
      results.push(result);
      expect(result.problems).toEqual([]);
    });
  });
}
