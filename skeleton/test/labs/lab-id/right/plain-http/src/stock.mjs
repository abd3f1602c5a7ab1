import { get } from 'node:http';

export class StockUnavailable extends Error {}

export async function isAvailable(stockUrl, sku) {
  const [status, text] = await ask(`${stockUrl}/stock/${sku}`);
  if (status !== 200) throw new StockUnavailable(`status ${status}`);
  return JSON.parse(text).count > 0;
}

function ask(url) {
  return new Promise((resolve, reject) => {
    const failed = (error) => reject(new StockUnavailable(String(error)));
    get(url, { agent: false, timeout: 1000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (more) => {
        text += more;
      });
      response.on('end', () => resolve([response.statusCode, text]));
      response.on('error', failed);
    })
      .on('timeout', function () {
        this.destroy(new Error('too slow'));
      })
      .on('error', failed);
  });
}
