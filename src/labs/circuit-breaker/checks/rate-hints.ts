import { some } from '../judging.ts';
import { DEFAULTS } from '../settings.ts';

// What follows from how many calls came through: the order of failures is known, so the number says what was counted.

const { window, failurePercent } = DEFAULTS;

/** All calls failed, and the breaker opened before it might judge. */
export function tooEarly(calls: number): string | undefined {
  if (calls === 0) return undefined;
  return `All calls failed, so after ${some(calls, 'call')} it had seen ${some(calls, 'failure')}: a limit of ${some(calls, 'failure')} opens there. With ${some(calls, 'outcome')} known the rate is 100 % already; what must hold besides the rate?`;
}

/** All calls failed, it opened, and still some came through. */
export function leaking(callsAfter: number, gets: number): string {
  return callsAfter === gets
    ? `Each of the ${gets} GETs called the catalog: opening changed nothing in the way of a call. Where is the state asked before a call is made?`
    : `Of ${gets} GETs ${callsAfter} came through, about one in ${Math.round(gets / callsAfter)}: the breaker opens and closes by itself long before BREAKER_OPEN_MS, or a part of the calls goes past it.`;
}

/** It opened though the rate was too low: the failures so far say what was counted. */
export function countsFailures(pattern: string, calls: number): string | undefined {
  if (calls === 0) return undefined;
  const failures = failuresIn(pattern, calls);
  const inWindow = failures - failuresIn(pattern, Math.max(0, calls - window));
  return `By call ${calls} it had seen ${some(failures, 'failure')} in all: ${percent(failures, calls)}, and ${inWindow} among the last ${Math.min(calls, window)}. Neither is ${failurePercent} %, so it was not the rate that opened it; a plain count of failures with a limit of ${failures} opens just there. What leaves your count, and when?`;
}

/** It stayed closed though the rate was high enough: no two calls more failed in a row than the pattern has. */
export function countsInARow(pattern: string, calls: number): string {
  const longest = Math.max(...`${pattern}${pattern}`.split('S').map(({ length }) => length));
  return `Of ${calls} calls ${failuresIn(pattern, calls)} failed, yet never more than ${longest} in a row: a count that a success sets back to 0 never gets beyond ${longest}. What does a success do to yours?`;
}

function failuresIn(pattern: string, calls: number): number {
  return Array.from({ length: calls }, (_, n) => pattern[n % pattern.length]).filter((one) => one === 'F').length;
}

const percent = (part: number, whole: number) => `${Math.round((100 * part) / whole)} %`;
