// node scripts/recording/report-picture.mjs REPORT.html OUT.png: the README's picture of a report, from a real one:
// its head, and the first check that failed.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { findBrowser } from '../find-browser.mjs';

const [report, out] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: findBrowser(), chromiumSandbox: process.getuid?.() !== 0 });
const page = await browser.newPage({
  viewport: { width: 920, height: 800 },
  colorScheme: 'light',
});
await page.goto(pathToFileURL(resolve(report)).href);
// What the picture is not about.
await page.addStyleTag({
  content: 'nav, .step-section:not(:has(.trouble)), .check:not(.trouble), footer { display: none; }',
});
const { height } = await page
  .locator('main')
  .evaluate((main) => ({ height: Math.ceil(main.getBoundingClientRect().bottom) + 16 }));
await page.screenshot({ path: out, fullPage: true, clip: { x: 0, y: 0, width: 920, height } });
await browser.close();
