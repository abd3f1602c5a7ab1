import { randomUUID } from 'node:crypto';
import { error, serve } from '../stub/serve.ts';

// POST /charges {order_ref, card, amount_minor} → 201 {charge_id, order_ref, amount_minor}; 402 for cards that end with 0002
serve({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '0.0.0.0' }, ({ method, url, body }) => {
  if (method !== 'POST' || url.pathname !== '/charges') return undefined;
  const { order_ref, card, amount_minor } = (body ?? {}) as Record<string, unknown>;
  if (typeof order_ref !== 'string' || typeof card !== 'string' || !Number.isInteger(amount_minor))
    return [400, error('bad_request', 'a charge has order_ref, card and amount_minor, a whole number')];
  if (card.endsWith('0002')) return [402, error('payment_declined', 'the card was declined')];
  return [201, { charge_id: randomUUID(), order_ref, amount_minor }];
});
process.on('SIGTERM', () => process.exit(0));
