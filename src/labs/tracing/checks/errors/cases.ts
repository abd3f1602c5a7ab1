import type { HttpPlan } from '../../../../kit.ts';

/** Ways in which payments can go wrong, and what must come of them. */
export interface TroubleCase {
  readonly what: string;
  readonly plan: HttpPlan;
  readonly status: number;
  readonly code: string;
  /** Whether the gateway and orders are to blame: their SERVER spans are in error. */
  readonly server: 'error' | 'not error';
  /** Whether payments answered at all. */
  readonly answered: boolean;
}

const error = (code: string) => ({ error: { code, message: 'scripted by the grader' } });

export const TROUBLES: readonly TroubleCase[] = [
  {
    what: 'payments declined the card (402)',
    plan: { kind: 'answer', answer: { status: 402, json: error('payment_declined') } },
    ...{ status: 402, code: 'payment_declined', server: 'not error', answered: true },
  },
  {
    what: 'payments answered 500',
    plan: { kind: 'answer', answer: { status: 500, json: error('internal') } },
    ...{ status: 502, code: 'upstream_error', server: 'error', answered: true },
  },
  {
    what: 'payments reset the connection',
    plan: { kind: 'drop' },
    ...{ status: 502, code: 'upstream_error', server: 'error', answered: false },
  },
  {
    what: 'payments never answered',
    plan: { kind: 'silence' },
    ...{ status: 502, code: 'upstream_error', server: 'error', answered: false },
  },
];
