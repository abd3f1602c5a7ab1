import { setTimeout as delay } from 'node:timers/promises';
import { problem, type Route } from './http.ts';

/** Looking somebody up takes its time. */
const LOOK_UP_MS = 30;

/** `approve`, unless one of the two accounts is on the list: then its name has `watched` in it. The same question, the same answer. */
export const screeningRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/screenings$/,
    async handle({ body: { transferId, from, to, amount } }) {
      const texts = [transferId, from, to].every((value) => typeof value === 'string');
      if (!texts || typeof amount !== 'number')
        return problem(400, 'invalid_request', 'expected {transferId, from, to, amount}');
      await delay(LOOK_UP_MS);
      return [200, { decision: `${from} ${to}`.includes('watched') ? 'reject' : 'approve' }];
    },
  },
];
