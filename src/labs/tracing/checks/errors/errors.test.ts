import { describe, expect, test } from 'vitest';
import type { TraceSpan } from '../../../../kit.ts';
import { id, placed, refused, span, tree, witness } from '../../samples.ts';
import { TROUBLES } from './cases.ts';
import { judgeHygiene } from './hygiene.ts';
import { judgeNames, type NamesSeen } from './names-judge.ts';
import { spellings } from './spellings.ts';
import { judgeStatus, type StatusSeen } from './status-judge.ts';

const observed = (judged: ReturnType<typeof judgeStatus>) =>
  judged.verdict === 'fail' ? judged.failure.observed : judged.verdict;
const ERROR = { status: { code: 'error', message: '' } } as const;

function change(spans: TraceSpan[], over: Readonly<Record<string, Partial<TraceSpan>>>): TraceSpan[] {
  return spans.map((one) => ({ ...one, ...over[Object.keys(over).find((name) => id(name) === one.spanId) ?? ''] }));
}

describe('4a', () => {
  const paid = { kind: 'client', attributes: { 'error.type': 'x' }, ...ERROR } as const;
  const troubles = TROUBLES.map((trouble) => ({
    trouble,
    click: refused({ status: trouble.status, code: trouble.code, traceId: 'a'.repeat(32), told: 'told' }),
    spans: change(tree(), { pay: paid, ...(trouble.server === 'error' ? { gw: ERROR, ord: ERROR } : {}) }),
    call: witness('payments', id('pay')),
  }));
  const consumer = span({ service: 'worker', kind: 'consumer', ...ERROR });
  const good: StatusSeen = {
    troubles,
    missing: { status: 404, told: 'status 404', spans: tree() },
    good: [{ click: placed(), spans: tree() }],
    carrier: { click: placed(), job: 'failed', spans: [...tree(), consumer] },
  };
  const failing = (over: Partial<StatusSeen>) => observed(judgeStatus({ ...good, ...over }));
  const trouble = (index: number, over: Partial<StatusSeen['troubles'][number]>) =>
    failing({ troubles: troubles.map((one, i) => (i === index ? { ...one, ...over } : one)) });

  test('passes, and says what is worth a look', () => {
    expect(judgeStatus(good)).toMatchObject({ verdict: 'pass', exposed: { 'failing payments': 4 }, evidence: [] });
    const spans = change(troubles[0]!.spans, { pay: { attributes: {} } });
    const judged = judgeStatus({ ...good, troubles: [{ ...troubles[0]!, spans }, ...troubles.slice(1)] });
    expect(judged).toMatchObject({ verdict: 'pass', evidence: [{ kind: 'table' }] });
  });
  test('another answer', () => expect(trouble(1, { click: refused() })).toBe('status 500, no body'));
  test('a declined card as an error of the server', () => {
    expect(trouble(0, { spans: change(troubles[0]!.spans, { ord: ERROR }) })).toMatch(
      /of orders is ERROR: 4xx is the caller’s fault, your error rate would page for it$/,
    );
  });
  test('a failure that is none', () => {
    expect(trouble(1, { spans: change(tree(), { pay: paid }) })).toMatch(/of gateway has the status UNSET$/);
  });
  test('a CLIENT span without error, with a status code, without a type, missing', () => {
    const spans = (over: Partial<TraceSpan>) => change(troubles[2]!.spans, { pay: over });
    expect(trouble(2, { spans: spans({ status: { code: 'unset', message: '' } }) })).toContain('has the status UNSET');
    expect(trouble(2, { spans: spans({ attributes: { 'http.response.status_code': 504 } }) })).toMatch(/has 504$/);
    expect(trouble(2, { spans: spans({ attributes: {} }) })).toMatch(/has none$/);
    expect(trouble(2, { call: undefined })).toBe('the charge carried no traceparent');
  });
  test('a missing order that is an error', () => {
    expect(failing({ missing: { status: 500, told: 'status 500', spans: [] } })).toBe('status 500');
    expect(failing({ missing: { ...good.missing, spans: change(tree(), { gw: ERROR }) } })).toContain('4xx');
  });
  test('an error where nothing went wrong', () => {
    expect(failing({ good: [{ click: placed(), spans: change(tree(), { inv: ERROR }) }] })).toContain(
      'which was placed',
    );
  });
  test('a carrier that failed unnoticed', () => {
    expect(failing({ carrier: { ...good.carrier, job: 'done' } })).toBe('the job of order R-1 is "done"');
    expect(failing({ carrier: { ...good.carrier, spans: tree() } })).toContain('no CONSUMER span');
  });
});

describe('4b', () => {
  const http = { 'http.request.method': 'POST', 'http.response.status_code': 201 };
  const server = { ...http, 'http.route': '/checkout', 'url.path': '/checkout', 'url.scheme': 'http' };
  const client = { ...http, 'server.address': '127.0.0.1', 'server.port': 7, 'url.full': 'http://127.0.0.1:7/' };
  const send = { 'messaging.operation.type': 'send', 'messaging.destination.name': 'jobs' };
  const consumer = span({ service: 'worker', kind: 'consumer', attributes: { 'messaging.operation.type': 'process' } });
  const spans = [
    ...change(tree(), {
      gw: { attributes: server },
      ord: { attributes: { ...server, 'http.route': '/orders' } },
      ...{
        gwc: { attributes: client },
        inv: { attributes: client },
        pay: { attributes: client },
        send: { attributes: send },
      },
    }),
    consumer,
  ];
  const called = new Map(['gwc', 'inv', 'pay'].map((name) => [id(name), 201]));
  const good: NamesSeen = { clicks: [placed()], gets: 1, words: ['sku-1'], spans, called, ports: { inventory: 7 } };
  const failing = (over: Readonly<Record<string, Partial<TraceSpan>>>) =>
    observed(judgeNames({ ...good, spans: change([...spans], over) }));
  const plus = (...more: TraceSpan[]) => observed(judgeNames({ ...good, spans: [...spans, ...more] }));
  const internal = (count: number) => Array.from({ length: count }, () => span({ kind: 'internal', name: 'step' }));

  test('passes with a table of names', () => {
    expect(judgeNames(good)).toMatchObject({
      verdict: 'pass',
      exposed: { requests: 2 },
      evidence: [{ kind: 'table' }],
    });
  });
  test('an article in a name, and too many names', () => {
    expect(failing({ inv: { name: 'GET /stock/sku-1' } })).toContain('holds sku-1');
    const many = Array.from({ length: 13 }, (_, i) => span({ kind: 'internal', name: `n${i}` }));
    expect(plus(...many)).toContain('13 of gateway INTERNAL');
  });
  test('the old conventions', () => {
    expect(failing({ gw: { attributes: { 'http.method': 'GET' } } })).toContain('of the old convention');
  });
  test('an attribute that is missing or of another type', () => {
    expect(failing({ gw: { attributes: { ...server, 'http.response.status_code': '201' } } })).toContain('"201"');
    expect(failing({ pay: { attributes: { ...client, 'url.full': '' } } })).toContain('url.full');
    expect(failing({ pay: { attributes: { ...client, 'server.port': 9 } } })).toContain('where none of the services');
  });
  test('a SERVER span with another name', () => {
    expect(failing({ gw: { name: 'checkout' } })).toContain('has the method and route "POST /checkout"');
  });
  test('messages without their attributes', () => {
    expect(failing({ send: { attributes: {} } })).toBe('0 for 1 orders');
    expect(failing({ send: { attributes: { ...send, 'messaging.destination.name': 'x' } } })).toContain('"x"');
    expect(observed(judgeNames({ ...good, spans: spans.slice(0, -1) }))).toContain('there is none');
  });
  test('too many INTERNAL spans fail, many are worth a look', () => {
    expect(plus(...internal(21))).toBe('21 of gateway, such as "step"');
    expect(judgeNames({ ...good, spans: [...spans, ...internal(11)] })).toMatchObject({
      evidence: [{}, { kind: 'table' }],
    });
  });
});

describe('4c', () => {
  const secrets = [{ what: 'card number', text: '4999888877776666' }];
  const seen = (text: string) => ({
    clicks: [placed()],
    secrets,
    spans: [span({ attributes: { 'db.query.text': text } })],
  });

  test('clean spans pass', () => expect(observed(judgeHygiene(seen('INSERT INTO orders')))).toBe('pass'));
  test.each(spellings('4999888877776666'))('finds %s in the middle of a text', (spelling) => {
    expect(observed(judgeHygiene(seen(`xx${spelling}yy`)))).toMatch(
      /^a customer’s card number is in attributes\.db\.query\.text of SERVER span/,
    );
  });
  test.each([0, 1, 2, 3, 4])('finds it in base64 after %i other characters', (before) => {
    const encoded = Buffer.from(`${'x'.repeat(before)}4999888877776666zz`).toString('base64');
    expect(observed(judgeHygiene(seen(encoded)))).toContain('card number');
  });
});
