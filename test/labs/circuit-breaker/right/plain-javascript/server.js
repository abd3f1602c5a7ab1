import http from 'node:http';

const env = process.env;
const num = (name) => Number(env[name]);
const agent = new http.Agent({ keepAlive: true });

/** Calls back once with (error) or (undefined, status, text). */
function call(url, timeoutMs, callback) {
  let done = false;
  const finish = (...result) => {
    if (done) return;
    done = true;
    clearTimeout(timer);
    callback(...result);
  };
  const request = http.get(url, { agent }, (reply) => {
    let text = '';
    reply.setEncoding('utf8');
    reply.on('data', (chunk) => (text += chunk));
    reply.on('end', () => finish(undefined, reply.statusCode, text));
    reply.on('error', finish);
  });
  request.on('error', finish);
  const timer = setTimeout(() => {
    finish(new Error('timeout'));
    request.destroy();
  }, timeoutMs);
}

/** The state is an object that is replaced: an outcome that holds an old one has come too late. */
function breaker(base) {
  let state = closed();
  function closed() {
    return { name: 'closed', outcomes: [] };
  }
  function open() {
    state = { name: 'open' };
    setTimeout(() => (state = { name: 'half_open', busy: false }), num('BREAKER_OPEN_MS'));
  }
  function ended(began, ok) {
    if (began !== state) return;
    if (state.name === 'half_open') {
      if (ok) state = closed();
      else open();
      return;
    }
    state.outcomes.push(ok);
    if (state.outcomes.length > num('BREAKER_WINDOW')) state.outcomes.shift();
    const failures = state.outcomes.filter((outcome) => !outcome).length;
    const enough = state.outcomes.length >= num('BREAKER_MIN_CALLS');
    if (enough && failures * 100 >= num('BREAKER_FAILURE_PERCENT') * state.outcomes.length) open();
  }
  return {
    name: () => state.name,
    get(path, callback) {
      if (state.name === 'open' || state.busy) return setImmediate(callback, new Error('open'));
      const began = state;
      if (began.name === 'half_open') began.busy = true;
      call(base + path, num('CALL_TIMEOUT_MS'), (error, status, text) => {
        const ok = !error && status < 500;
        ended(began, ok);
        if (!ok) return callback(error ?? new Error(`status ${status}`));
        callback(undefined, status === 404 ? null : JSON.parse(text));
      });
    },
  };
}

const catalog = breaker(env.CATALOG_URL);
const reviews = breaker(env.REVIEWS_URL);
const cache = new Map();
const orders = new Map();

function product(id) {
  return new Promise((resolve) =>
    catalog.get(`/products/${id}`, (error, found) => {
      if (error) {
        const known = cache.get(id);
        return resolve(
          known ? { ...known, source: 'cache' } : { name: null, priceCents: null, source: 'none', fetchedAt: null },
        );
      }
      const info = {
        name: found?.name ?? null,
        priceCents: found?.priceCents ?? null,
        source: 'live',
        fetchedAt: new Date().toISOString(),
      };
      cache.set(id, info);
      resolve(info);
    }),
  );
}

function rating(id) {
  return new Promise((resolve) =>
    reviews.get(`/reviews/${id}`, (error, found) =>
      resolve(error ? { value: null, source: 'none' } : { value: found?.rating ?? null, source: 'live' }),
    ),
  );
}

async function show(order) {
  const lines = await Promise.all(
    order.lines.map(async (line) => {
      const [info, stars] = await Promise.all([product(line.productId), rating(line.productId)]);
      return { ...line, product: info, rating: stars };
    }),
  );
  return { orderId: order.orderId, degraded: lines.some((line) => line.product.source !== 'live'), lines };
}

http
  .createServer((request, response) => {
    const send = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const [, kind, id] = request.url.split('/');
    if (kind === 'healthz') return send(200, {});
    if (kind === 'breakers')
      return send(200, { catalog: { state: catalog.name() }, reviews: { state: reviews.name() } });
    if (kind !== 'orders') return send(404, { error: { code: 'not_found', message: request.url } });
    if (request.method === 'GET') {
      const order = orders.get(id);
      if (!order) return send(404, { error: { code: 'unknown_order', message: id } });
      return show(order).then((body) => send(200, body));
    }
    let text = '';
    request.on('data', (chunk) => (text += chunk));
    request.on('end', () => {
      const order = { orderId: id, lines: JSON.parse(text).lines };
      orders.set(id, order);
      send(200, order);
    });
  })
  .listen(num('PORT'), '127.0.0.1');
