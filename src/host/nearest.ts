import { distance } from 'fastest-levenshtein';

/** ` Did you mean "sharding"?` for a misspelt name, naming up to three; '' when nothing is near. */
export function nearestOf(wrong: string, known: readonly string[]): string {
  const near = known
    .map((name) => ({ name, far: distance(wrong.toLowerCase(), name) }))
    .filter(({ name, far }) => far <= Math.max(2, name.length / 3) || name.startsWith(wrong))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => `"${name}"`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
