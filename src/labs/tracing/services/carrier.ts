import { randomUUID } from 'node:crypto';
import { error, serve } from '../stub/serve.ts';

// POST /labels {order_id} → 201 {label_id, order_id}
serve({ port: Number(process.env.PORT ?? 3000), host: process.env.HOST ?? '0.0.0.0' }, ({ method, url, body }) => {
  if (method !== 'POST' || url.pathname !== '/labels') return undefined;
  const { order_id } = (body ?? {}) as Record<string, unknown>;
  if (typeof order_id !== 'string') return [400, error('bad_request', 'a label has an order_id')];
  return [201, { label_id: randomUUID(), order_id }];
});
process.on('SIGTERM', () => process.exit(0));
