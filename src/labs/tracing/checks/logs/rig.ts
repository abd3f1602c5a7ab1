import type { Arena } from '../../../../kit.ts';
import { openRig, type Rig } from '../../rig.ts';
import { ROLES } from '../../settings.ts';
import { epochOf } from '../../wire.ts';
import { type LogLine, readLine } from './lines.ts';

export interface LogRig extends Rig {
  /** What the three roles have printed, in order of arrival; grows. */
  readonly lines: readonly LogLine[];
}

export async function openLogRig(arena: Arena): Promise<LogRig> {
  const rig = await openRig(arena);
  const lines: LogLine[] = [];
  for (const role of ROLES)
    rig.processes[role].onLine((text, at) => {
      const line = readLine(role, text, epochOf(at));
      if (line) lines.push(line);
    });
  return { ...rig, lines };
}
