import type { Host } from '../../host/host.ts';
import type { Declaration } from './declare.ts';

/**
 * Commands in a text for a person, as this person has to type them: `npx archlab verify` where archlab is run by npx, because
 * then there is most likely no archlab on PATH.
 */
export function asTyped(text: string, env: Host['env'], declarations: readonly Declaration[]): string {
  if (env.npm_command !== 'exec' || env.npm_lifecycle_event !== 'npx') return text;
  const names = declarations.map(({ name }) => name).join('|');
  return text.replace(new RegExp(`(?<!npx )\\barchlab (?=(?:${names}|--help)\\b|<)`, 'g'), 'npx archlab ');
}
