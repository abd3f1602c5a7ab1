import { badRequest } from './errors.ts';

export interface Line {
  sku: string;
  qty: number;
}

/** What a customer sends. */
export interface Checkout {
  order_ref: string;
  lines: Line[];
  card: string;
  email: string;
}

export interface Order {
  order_id: string;
  order_ref: string;
  email: string;
  amount_minor: number;
}

export function readCheckout(body: unknown): Checkout {
  const { order_ref, lines, card, email } = (body ?? {}) as Partial<Checkout>;
  if (!Array.isArray(lines) || lines.length === 0) throw badRequest('lines must be a list with at least one line');
  return {
    order_ref: text(order_ref, 'order_ref'),
    lines: lines.map(readLine),
    card: text(card, 'card'),
    email: text(email, 'email'),
  };
}

function readLine(value: unknown): Line {
  const { sku, qty } = (value ?? {}) as Partial<Line>;
  if (!Number.isInteger(qty) || Number(qty) < 1) throw badRequest('qty must be a whole number from 1 on');
  return { sku: text(sku, 'sku'), qty: Number(qty) };
}

function text(value: unknown, name: string): string {
  if (typeof value !== 'string' || value === '') throw badRequest(`${name} must be a string that is not empty`);
  return value;
}
