import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/host/clock.ts';
import { freePorts } from '../../src/host/ports.ts';
import { BANK_TABLES } from '../../src/labs/saga/stub/schema.ts';
import { buildServices } from '../labs/support/services.ts';
import { startPostgres, type TestPostgres } from './support/postgres.ts';

// The bank of the saga lab as learners get it: the bundled program, a real database. What it promises is what they build on.
let postgres: TestPostgres;
let sql: pg.Client;
let url: string;
let dir: string;
let bank: ReturnType<typeof spawn>;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'archlab-bank-'));
  const services = resolve(import.meta.dirname, '../../src/labs/saga/services');
  const [built, started, [port = 0]] = await Promise.all([buildServices(services, dir), startPostgres(), freePorts(1)]);
  postgres = started;
  url = `http://127.0.0.1:${port}`;
  sql = new pg.Client({ host: '127.0.0.1', port: postgres.port, user: 'postgres', database: 'postgres' });
  await sql.connect();
  for (const table of BANK_TABLES) await sql.query(table);
  const address = { DATABASE_USER: 'postgres', DATABASE_PASSWORD: 'x', DATABASE_ADDRESS: `127.0.0.1:${postgres.port}` };
  const env = { ...process.env, ...address, HOST: '127.0.0.1', PORT: String(port) };
  bank = spawn(process.execPath, [join(built, 'bank.mjs')], { env, stdio: 'inherit' });
  await eventually(async () => (await fetch(`${url}/healthz`)).ok, { limitMs: 10_000, what: 'the bank answers' });
});

afterAll(async () => {
  bank?.kill('SIGKILL');
  await sql?.end();
  await postgres?.[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

let accounts = 0;
async function account(available: number, closed = false): Promise<string> {
  const id = `a:${++accounts}`;
  await sql.query('INSERT INTO accounts (id, available, closed) VALUES ($1, $2, $3)', [id, available, closed]);
  return id;
}

/** `201 active`, `409 released`, … */
async function call(method: string, path: string, body?: object, client = ''): Promise<string> {
  const headers = { 'x-client': client };
  const reply = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { state, code } = (await reply.json()) as { state?: string; code?: string };
  return `${reply.status} ${state ?? code}`;
}

const balance = async (id: string) =>
  Number((await sql.query('SELECT available FROM accounts WHERE id = $1', [id])).rows[0].available);

test('a hold: new, again, with another body, captured for good', async () => {
  const id = await account(100);
  const order = { account: id, amount: 30, transferId: 't-1' };
  expect(await call('GET', '/holds/h-1')).toBe('404 no_hold');
  expect(await call('POST', '/holds/h-1/capture')).toBe('404 no_hold');
  expect(await call('PUT', '/holds/h-1', order)).toBe('201 active');
  expect(await call('PUT', '/holds/h-1', order)).toBe('200 active');
  expect(await call('PUT', '/holds/h-1', { ...order, amount: 31 })).toBe('422 id_reused');
  expect(await balance(id)).toBe(70);
  expect(await call('POST', '/holds/h-1/capture')).toBe('200 captured');
  expect(await call('POST', '/holds/h-1/capture')).toBe('200 captured');
  expect(await call('POST', '/holds/h-1/release')).toBe('409 captured');
  expect(await call('PUT', '/holds/h-1', order)).toBe('200 captured');
  expect(await balance(id)).toBe(70);
});

test('a release gives the money back once, and forbids the id for ever, known or not', async () => {
  const id = await account(100);
  const order = { account: id, amount: 30, transferId: 't-2' };
  await call('PUT', '/holds/h-2', order);
  expect(await call('POST', '/holds/h-2/release')).toBe('200 released');
  expect(await call('POST', '/holds/h-2/release')).toBe('200 released');
  expect(await balance(id)).toBe(100);
  expect(await call('PUT', '/holds/h-2', order)).toBe('409 released');
  expect(await call('POST', '/holds/h-2/capture')).toBe('409 released');
  expect(await call('POST', '/holds/h-never/release')).toBe('200 released');
  expect(await call('PUT', '/holds/h-never', order)).toBe('409 released');
  expect(await balance(id)).toBe(100);
});

test('a refusal of a hold is not remembered', async () => {
  const id = await account(10);
  const order = { account: id, amount: 30, transferId: 't-3' };
  expect(await call('PUT', '/holds/h-3', order)).toBe('409 insufficient_funds');
  expect(await call('GET', '/holds/h-3')).toBe('404 no_hold');
  await sql.query('UPDATE accounts SET available = 40 WHERE id = $1', [id]);
  expect(await call('PUT', '/holds/h-3', order)).toBe('201 active');
  expect(await call('PUT', '/holds/h-4', { ...order, account: await account(50, true) })).toBe('409 account_closed');
  expect(await call('PUT', '/holds/h-4', { ...order, account: 'a:nobody' })).toBe('404 no_account');
  expect(await call('PUT', '/holds/h-4', { ...order, amount: 1.5 })).toBe('400 invalid_request');
});

test('a credit is there at once and stays; a void only keeps one from coming', async () => {
  const id = await account(0);
  const order = { account: id, amount: 30, transferId: 't-5' };
  expect(await call('PUT', '/credits/c-5', order)).toBe('201 applied');
  expect(await call('PUT', '/credits/c-5', order)).toBe('200 applied');
  expect(await call('PUT', '/credits/c-5', { ...order, account: 'a:x' })).toBe('422 id_reused');
  expect(await balance(id)).toBe(30);
  expect(await call('POST', '/credits/c-5/void')).toBe('409 applied');
  expect(await call('POST', '/credits/c-6/void')).toBe('200 voided');
  expect(await call('PUT', '/credits/c-6', order)).toBe('409 voided');
  expect(await call('GET', '/credits/c-6')).toBe('200 voided');
  expect(await call('PUT', '/credits/c-7', { ...order, account: await account(0, true) })).toBe('409 account_closed');
  expect(await balance(id)).toBe(30);
});

test('twenty of the same at a time are one; twenty on one account never overdraw it', async () => {
  const id = await account(100);
  const order = { account: id, amount: 30, transferId: 't-8' };
  const same = await Promise.all(Array.from({ length: 20 }, () => call('PUT', '/holds/h-8', order)));
  expect(same.filter((reply) => reply === '201 active')).toHaveLength(1);
  expect(same.filter((reply) => reply === '200 active')).toHaveLength(19);
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => call('PUT', `/holds/h-8-${i}`, order)));
  expect(many.filter((reply) => reply === '201 active')).toHaveLength(2);
  expect(await balance(id)).toBe(10);
});

test('clients know nothing of each other', async () => {
  const id = await account(100);
  const order = { account: id, amount: 30, transferId: 't-9' };
  expect(await call('PUT', '/holds/h-9', order, 'other')).toBe('404 no_account');
  expect(await call('POST', '/holds/h-9/release', undefined, 'other')).toBe('200 released');
  expect(await call('PUT', '/holds/h-9', order)).toBe('201 active');
});

test('the journal has every movement once, and sums up to the balances', async () => {
  const { rows } = await sql.query(`
    SELECT account, sum(CASE what WHEN 'hold' THEN -amount WHEN 'capture' THEN 0 ELSE amount END) AS moved
    FROM journal WHERE account = 'a:1' OR account = 'a:2' GROUP BY account ORDER BY account`);
  expect(rows).toEqual([
    { account: 'a:1', moved: '-30' },
    { account: 'a:2', moved: '0' },
  ]);
});
