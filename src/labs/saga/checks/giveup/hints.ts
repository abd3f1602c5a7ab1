import { type Call, tableOf } from '../../model/call.ts';
import type { Ghost } from '../../model/wire.ts';

// What follows from the calls that were made before a transfer was FAILED: asked, forbidden without an answer, or neither.

const UNDO = { hold: 'release', credit: 'void' } as const;
const READ = { hold: 'read hold', credit: 'read credit' } as const;

const times = (n: number) => (n === 1 ? 'once' : n === 2 ? 'twice' : `${n} times`);
const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** Whether the bank's answer was there at that time; a call that was let through later may have got one since. */
const isAnswered = ({ http }: Call, by: number) =>
  http.status !== undefined && http.status < 500 && (http.repliedAt ?? Number.POSITIVE_INFINITY) < by;

/** What had been done about a hold or a credit that arrived after all and took effect. */
export function beforeGhost(what: 'hold' | 'credit', ghost: Ghost, calls: readonly Call[]): string | undefined {
  if (ghost.status !== 201) return undefined;
  const { call: late, at } = ghost;
  const about = calls.filter(
    (call) => call !== late && call.id === late.id && tableOf(call.kind) === tableOf(what) && call.http.at < at,
  );
  const puts = about.filter(({ kind }) => kind === what);
  const undone = about.filter(({ kind }) => kind === UNDO[what]);
  const read = about.filter(({ kind }) => kind === READ[what]);
  if (puts.length + undone.length + read.length < about.length || undone.some((call) => isAnswered(call, at)))
    return undefined;
  if (undone.length > 0)
    return `When it arrived, your program had sent the ${UNDO[what]} of this ${what} ${times(undone.length)} without an answer, and the transfer was FAILED already. What is known of a ${what} after a ${UNDO[what]} without an answer, and what does FAILED say of it?`;
  const asked = read.at(-1);
  if (asked?.http.status === 404)
    return `Your program had asked for this ${what} with GET and heard 404, ${seconds(at - asked.http.at)} s before it arrived. What did the bank know after this GET that it had not known before?`;
  return asked ? undefined : untouched(what, puts, at);
}

function untouched(what: 'hold' | 'credit', puts: readonly Call[], at: number): string {
  const last = puts.at(-1);
  const heard =
    last && isAnswered(last, at)
      ? `and the last time the answer was ${last.http.status}`
      : puts.some((call) => isAnswered(call, at))
        ? 'the last time without an answer'
        : 'without an answer';
  return `Your program had sent this ${what} ${times(puts.length + 1)}, ${heard}; after that no call named it any more. Why should the bank treat the one that was still on its way otherwise than a new one?`;
}

/** What had been done about a credit in doubt before its hold was released, while the credit's bank was out of reach. */
export function beforeRelease(calls: readonly Call[]): string | undefined {
  const at = calls.find(({ kind }) => kind === 'release')?.http.at;
  if (at === undefined) return undefined;
  const about = calls.filter(({ kind, http }) => tableOf(kind) === 'credits' && http.at < at);
  const count = (wanted: Call['kind']) => about.filter(({ kind }) => kind === wanted).length;
  const [sent, read, voided] = [count('credit'), count('read credit'), count('void')];
  if (sent === 0 || about.some((call) => isAnswered(call, at))) return undefined;
  const before = 'Before it released the hold, your program had';
  if (voided > 0)
    return `${before} sent the void of the credit ${times(voided)}, without an answer. What does it know after a void without an answer?`;
  if (read > 0)
    return `${before} asked for the credit with GET ${times(read)}, without an answer. What does it know after a GET without an answer?`;
  return `${before} sent the credit ${times(sent)}, without an answer, and made no other call about it. Which of the two could still change without your doing: the hold, or the credit?`;
}

/** FAILED was shown while the hold was active: `further` releases followed within the time, after so many that were refused. */
export function afterFailed(refused: number, further: number, withinMs: number): string | undefined {
  if (further > 0)
    return 'After FAILED had been seen, your program went on sending the release. So for whoever drives the transfer it is not over, and for whoever asks it is: what does GET make the state from?';
  if (refused === 0) return undefined;
  return `In ${seconds(withinMs)} s after FAILED had been seen, your program sent no release any more, though the bank had said 503 to all ${refused} so far. So it was not too early, it was the end. What has your program taken the last 503 for?`;
}
