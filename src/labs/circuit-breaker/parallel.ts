import type { Arena } from '../../kit.ts';

/** What a scenario may touch beside its rig. */
export interface Context {
  readonly arena: Arena;
  /** Ends with the step, also when the step ends before the scenario. */
  readonly signal: AbortSignal;
}

type Scenarios = Readonly<Record<string, (context: Context) => Promise<unknown>>>;
type Outcomes<S extends Scenarios> = { readonly [Name in keyof S]: ReturnType<S[Name]> };

/**
 * Starts several scenarios, each on a process of its own, at the same time; the checks of the step wait for one each.
 * Call it when the rigs are open, so that at the end of the step the scenarios are stopped before their processes are.
 */
export function together<S extends Scenarios>(arena: Arena, scenarios: S): Outcomes<S> {
  const stop = new AbortController();
  const context: Context = { arena, signal: AbortSignal.any([arena.signal, stop.signal]) };
  arena.defer('scenarios', () => stop.abort());
  const started = Object.entries(scenarios).map(([name, run]) => {
    const outcome = run(context);
    // Nobody may be waiting for it when an earlier check has ended the step.
    outcome.catch(() => undefined);
    return [name, outcome];
  });
  return Object.fromEntries(started) as Outcomes<S>;
}
