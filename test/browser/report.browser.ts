import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../scripts/find-browser.mjs';
import type { Verdict } from '../../src/grading/verdict.ts';
import { HOSTILE, hostileVerdict, WITH_PICTURES } from '../../src/report/html/hostile.fixture.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import { PASSED, UNSURE } from '../../src/report/verdicts.fixture.ts';
import { lowContrast, missingPaint } from './support/in-page.ts';

// The report as people meet it: in a real browser, on a desk and on a phone, by day and by night.

let browser: Browser;
let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'archlab report '));
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('no Chromium is installed here; name one in CHROMIUM');
  // Root, as in containers, may not use Chromium's sandbox; the page is our own.
  browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
});
afterAll(async () => {
  await browser?.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Opened extends AsyncDisposable {
  readonly page: Page;
  /** What the page asked for but itself, and what the browser complained of. */
  readonly complaints: string[];
}

const DESK = { width: 1000, height: 800 };
const PHONE = { width: 360, height: 740 };

async function open(
  verdicts: readonly Verdict[],
  viewport = DESK,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<Opened> {
  const file = join(dir, `report ${Math.random()}.html`);
  writeFileSync(file, renderHtml(verdicts));
  const address = pathToFileURL(file).href;
  const context = await browser.newContext({ viewport, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) complaints.push(`asked for ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}

describe.each([
  ['a desk', DESK],
  ['a phone', PHONE],
])('on %s', (_, viewport) => {
  test.each(['light', 'dark'] as const)(
    '%s: every picture is there, nothing is wider than the window, nothing is asked for',
    async (scheme) => {
      await using report = await open([WITH_PICTURES], viewport, scheme);
      const { page, complaints } = report;
      const pictures = await page.getByRole('img').all();
      expect(pictures).toHaveLength(6);
      for (const picture of pictures) {
        const shown = await picture.locator('svg:visible').all();
        expect(shown).toHaveLength(1);
        const box = await shown[0]!.boundingBox();
        expect(box!.width).toBeGreaterThan(viewport.width / 2);
        expect(box!.height).toBeGreaterThan(80);
        // Letters as large as were meant, not shrunk with the picture.
        const letters = await shown[0]!.evaluate(
          (svg) => svg.getBoundingClientRect().width / (svg as SVGSVGElement).viewBox.baseVal.width,
        );
        expect(letters).toBeGreaterThan(0.75);
      }
      for (const details of await page.locator('details').all()) await details.locator('summary').click();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      expect(complaints).toEqual([]);
    },
  );
});

test('fills come from the page: patterns and colours of both schemes are found', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    await using report = await open([WITH_PICTURES], DESK, scheme);
    const missing = await report.page.evaluate(missingPaint);
    expect(missing).toEqual([]);
  }
});

test('contrast of text is at least 4.5 in both schemes', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    for (const verdict of [WITH_PICTURES, PASSED, UNSURE]) {
      await using report = await open([verdict], DESK, scheme);
      const low = await report.page.evaluate(lowContrast);
      expect(low).toEqual([]);
    }
  }
});

test('a screen reader finds its way: one first heading, no level left out, landmarks, words for every sign', async () => {
  await using report = await open([WITH_PICTURES]);
  const { page } = report;
  const levels = await page.locator('h1,h2,h3,h4').evaluateAll((all) => all.map(({ tagName }) => Number(tagName[1])));
  expect(levels.filter((level) => level === 1)).toEqual([1]);
  for (let n = 1; n < levels.length; n++) expect(levels[n]! - levels[n - 1]!).toBeLessThanOrEqual(1);
  expect(await page.getByRole('main').count()).toBe(1);
  expect(await page.getByRole('navigation', { name: 'Steps' }).getByRole('link').allInnerTexts()).toHaveLength(2);
  expect(await page.getByRole('heading', { name: /failed: 2b.*one shard on the wire/ }).count()).toBe(1);
  const picture = page.getByRole('img', { name: 'viewers per shard' });
  const described = await picture.getAttribute('aria-describedby');
  expect(await page.locator(`[id="${described}"]`).textContent()).toBe(
    's0 151, s1 147, s2 259 ▲ above, s3 43 ▼ below. Allowed is 98 to 203.',
  );
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
});

test('with the keyboard alone: skip to the verdict, on to a step, open the numbers', async () => {
  await using report = await open([WITH_PICTURES]);
  const { page } = report;
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(new URL(page.url()).hash).toBe('#content');
  await page.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('table').first().isVisible()).toBe(true);
});

test.each(Object.entries(HOSTILE))('hostile text does nothing but stand there: %s', async (_, text) => {
  await using report = await open([hostileVerdict(text)], PHONE);
  const { page, complaints } = report;
  await page.mouse.move(100, 100);
  expect(complaints).toEqual([]);
  const found = await page.evaluate(() => ({
    title: document.title.slice(-7),
    elements: document.querySelectorAll('script,img,iframe,object,embed,form,base,meta[http-equiv=refresh]').length,
    handlers: [...document.querySelectorAll('*')]
      .flatMap(({ attributes }) => [...attributes])
      .filter(({ name }) => name.startsWith('on')).length,
    wider: document.documentElement.scrollWidth - window.innerWidth,
  }));
  expect(found).toEqual({ title: 'archlab', elements: 0, handlers: 0, wider: 0 });
});

test('on paper: the failure and the pictures, nothing to click', async () => {
  await using report = await open([WITH_PICTURES], DESK, 'dark');
  const { page } = report;
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  expect(await page.locator('summary:visible').count()).toBe(0);
  expect(await page.getByRole('img').count()).toBe(6);
  // Ink on white, whatever the reader's screen looks like.
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(255, 255, 255)');
  expect((await page.pdf()).length).toBeGreaterThan(10_000);
});
