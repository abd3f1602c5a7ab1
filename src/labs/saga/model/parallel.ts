import type { Arena } from '../../../kit.ts';

type Scenarios = Readonly<Record<string, (arena: Arena) => Promise<unknown>>>;
type Outcomes<S extends Scenarios> = { readonly [Name in keyof S]: ReturnType<S[Name]> };

/**
 * Starts several scenarios at the same time; the checks of the step wait for one each. Their arena ends with the step, also when the
 * step ends before they do. Call it when the rigs are open, so that scenarios are stopped before the processes are.
 */
export function together<S extends Scenarios>(arena: Arena, scenarios: S): Outcomes<S> {
  const stop = new AbortController();
  const bound: Arena = { ...arena, signal: AbortSignal.any([arena.signal, stop.signal]) };
  arena.defer('scenarios', () => stop.abort());
  const started = Object.entries(scenarios).map(([name, run]) => {
    const outcome = run(bound);
    // Nobody may be waiting for it when an earlier check has ended the step.
    outcome.catch(() => undefined);
    return [name, outcome];
  });
  return Object.fromEntries(started) as Outcomes<S>;
}
