import { type Answer, ask } from './call.ts';
import { paymentDeclined, upstreamError } from './errors.ts';

const TIMEOUT_MS = 2000;

interface Charge {
  order_ref: string;
  card: string;
  amount_minor: number;
}

export async function charge(paymentsUrl: string, body: Charge): Promise<void> {
  const url = new URL('/charges', paymentsUrl);
  let answer: Answer;
  try {
    answer = await ask({ method: 'POST', url, template: '/charges', body, timeoutMs: TIMEOUT_MS });
  } catch (error) {
    throw upstreamError('payments', error);
  }
  if (answer.status === 402) throw paymentDeclined();
  if (answer.status !== 201) throw upstreamError('payments');
}
