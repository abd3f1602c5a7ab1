import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabEntry } from '../catalogue/types.ts';
import type { Lab } from '../grading/types.ts';
import type { Host } from '../host/host.ts';
import { Scope } from '../host/scope.ts';
import type { Engine } from '../stack/types.ts';
import { standUp } from './open-bench.ts';
import type { Proof } from './proof.ts';
import { type ProofBench, type ProofResult, runProof } from './run-proof.ts';
import { installStarters } from './starters.ts';

export interface ProvingOptions {
  readonly host: Host;
  readonly version: string;
  readonly entry: LabEntry;
  readonly lab: Lab;
  readonly engine: Engine;
  readonly templateDir: string;
  /** Those of the starters whose solutions are to be proved. */
  readonly languages: readonly string[];
  /** Folder with the lab's built stub services. */
  readonly services: string;
  /** An empty folder for everything. */
  readonly dir: string;
  /** Stacks to prove on side by side. */
  readonly slots: number;
  readonly signal: AbortSignal;
}

interface HowToProve {
  readonly seed: number;
  readonly record: boolean;
  readonly thorough: boolean;
}

/** Stacks of a lab to try its proofs on, one at a time each. */
export interface ProvingGround extends AsyncDisposable {
  /** Waits for a free stack. */
  prove(proof: Proof, how: HowToProve): Promise<ProofResult>;
}

/** Installs what the starters need, once, and stands the stacks up. @throws ArchlabError MACHINE_*, WORKSPACE_COMPOSE */
export async function openProvingGround(options: ProvingOptions): Promise<ProvingGround> {
  const { dir, slots, signal } = options;
  const scope = new Scope();
  const free: ProofBench[] = [];
  const waiting: ((bench: ProofBench) => void)[] = [];
  try {
    const dependencies = await installStarters(options);
    for (let slot = 0; slot < slots; slot++) {
      const own = join(dir, `stack-${slot}`);
      await mkdir(own);
      free.push(scope.use(`stack ${slot}`, await standUp({ ...options, dependencies, dir: own })));
    }
  } catch (error) {
    await scope.dispose();
    throw error;
  }
  return {
    async prove(proof, how) {
      const bench = free.pop() ?? (await new Promise<ProofBench>((resolve) => waiting.push(resolve)));
      try {
        return await runProof(bench, proof, { ...how, dir: join(dir, proof.name.replaceAll('/', '-')), signal });
      } finally {
        const next = waiting.shift();
        if (next) next(bench);
        else free.push(bench);
      }
    },
    [Symbol.asyncDispose]: () => scope.dispose(),
  };
}
