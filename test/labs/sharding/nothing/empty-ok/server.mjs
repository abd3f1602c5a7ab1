// Answers 200 {} to everything.
import { createServer } from 'node:http';

createServer((request, response) => {
  request.resume();
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end('{}');
}).listen(Number(process.env.PORT), '127.0.0.1');
