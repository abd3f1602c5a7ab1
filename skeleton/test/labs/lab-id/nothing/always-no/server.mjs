import { createServer } from 'node:http';

createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ sku: request.url.split('/').at(-1), available: false }));
}).listen(Number(process.env.PORT), '127.0.0.1');
