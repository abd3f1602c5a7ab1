const { createServer } = require('node:http');
const { span, extract, inject, log, traceId } = require('./spans.cjs');

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

/** `routes` is a list of [method, path, handler]; a path may end with {id}. */
function serve(routes) {
  const server = createServer(async (request, response) => {
    const path = request.url.split('?')[0];
    const fits = ([method, route]) =>
      method === request.method && (route === path || (route.endsWith('{id}') && path.startsWith(route.slice(0, -4))));
    const [method = request.method, route, handle] = routes.find(fits) ?? [];
    const name = route ? `${method} ${route}` : method;
    const attributes = { 'http.request.method': method, 'url.path': path, 'url.scheme': 'http' };
    if (route) attributes['http.route'] = route;
    const parent = extract(request.headers) ?? null;
    const [status, body] =
      path === '/healthz'
        ? [200, {}]
        : await span({ name, kind: 2, attributes, parent }, async (self) => {
            const reply = await answer(handle, request, path.split('/').at(-1));
            attributes['http.response.status_code'] = reply[0];
            self.error = reply[0] >= 500;
            return reply;
          });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(Number(process.env.PORT), '127.0.0.1');
  return server;
}

async function answer(handle, request, id) {
  try {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (!handle) throw new Refusal(404, 'not_found');
    return await handle({ id, body: text ? JSON.parse(text) : undefined });
  } catch (error) {
    const bad = error instanceof SyntaxError ? new Refusal(400, 'bad_request') : error;
    if (!(bad instanceof Refusal)) log('error', bad.stack);
    const { status = 500, code = 'internal' } = bad instanceof Refusal ? bad : {};
    return [status, { error: { code, message: bad.message, trace_id: traceId() } }];
  }
}

/** Undefined when no answer came. */
function call(method, base, path, body, limitMs = 2000) {
  const url = new URL(path, base);
  const attributes = {
    'http.request.method': method,
    'server.address': url.hostname,
    'server.port': Number(url.port),
    'url.full': url.href,
  };
  return span({ name: method, kind: 3, attributes }, async (self) => {
    const headers = { 'content-type': 'application/json', ...inject(self) };
    try {
      const signal = AbortSignal.timeout(limitMs);
      const reply = await fetch(url, { method, headers, body: body && JSON.stringify(body), signal });
      const json = await reply.json().catch(() => ({}));
      attributes['http.response.status_code'] = reply.status;
      self.error = reply.status >= 400;
      if (self.error) attributes['error.type'] = String(reply.status);
      return { status: reply.status, json };
    } catch (error) {
      self.error = true;
      attributes['error.type'] = error.cause?.code ?? error.name;
      return undefined;
    }
  });
}

module.exports = { serve, call, Refusal };
