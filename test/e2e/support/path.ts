import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './world.ts';

/** A PATH with nothing on it but a shell and these programs, each the branches of a `case` over its arguments. */
export function pathWith(world: World, name: string, programs: Record<string, string>): string {
  const bin = world.path(`bin ${name}`);
  mkdirSync(bin);
  symlinkSync('/bin/sh', join(bin, 'sh'));
  for (const [program, branches] of Object.entries(programs)) {
    writeFileSync(join(bin, program), `#!/bin/sh\ncase "$*" in\n${branches}\nesac\n`, { mode: 0o755 });
  }
  return bin;
}
