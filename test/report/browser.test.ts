import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { datasetReport } from '../../src/report/dataset.js';
import { browserPath } from './browser.js';
import { HOSTILE } from './hostile.js';
import { measured, recordFor, statisticsOf } from './pages.js';

const executablePath = browserPath();
const look = executablePath === undefined ? describe.skip : describe;

look(executablePath === undefined ? 'pages in a browser: no Chromium was found (MDM_TEST_BROWSER names one)' : 'pages in a browser', () => {
  let browser: Browser;
  let folder: string;
  let file: string;

  beforeAll(async () => {
    const { chromium } = await import('playwright-core');
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox', '--disable-gpu'] });
    folder = mkdtempSync(join(tmpdir(), 'mdm-browser-'));
    file = join(folder, 'report.html');
    const hostile = HOSTILE.map((name) => `'${name.replaceAll("'", "''")}' AS "${name.replaceAll('"', '""')}"`).join(', ');
    const table = await measured(`SELECT *, ${hostile} FROM read_csv('examples/penguins.csv', nullstr = ['', 'NA'])`, {
      target: 'species',
    });
    writeFileSync(
      file,
      await datasetReport(recordFor({ display_name: HOSTILE.join(' '), description: HOSTILE.join(' ') }), statisticsOf(table)),
    );
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  interface Seen {
    readonly page: Page;
    readonly requests: string[];
    readonly said: string[];
  }
  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<Seen> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const requests: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    page.on('dialog', (dialog) => {
      said.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    return { page, requests, said };
  }

  it('asks for nothing, runs nothing, says nothing', async () => {
    const { page, requests, said } = await open();
    await page.hover('article');
    await page.waitForTimeout(200);
    expect(requests).toEqual([pathToFileURL(file).href]);
    expect(said).toEqual([]);
    expect(await page.locator('script, img, iframe, object, embed, link').count()).toBe(0);
    await page.context().close();
  });

  it('is read without scripts', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('article').count()).toBe(8 + HOSTILE.length);
    expect(await page.getByRole('img', { name: /^Histogram of bill_length_mm: 342 values/ }).count()).toBe(1);
    expect(await page.locator('h1').textContent()).toContain('<script>alert(1)</script>');
    await page.context().close();
  });

  it('charts have marks of a visible size', async () => {
    const { page } = await open();
    const sizes = await page
      .locator('figure svg')
      .evaluateAll((all) => all.map((svg) => [svg.getBoundingClientRect().width, svg.querySelectorAll('path').length]));
    expect(sizes.length).toBeGreaterThan(10);
    for (const [width, marks] of sizes as [number, number][]) {
      expect(width).toBeGreaterThan(60);
      expect(marks).toBeGreaterThan(0);
    }
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('%s: text and marks stand out from the page', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    const colors = await page.evaluate<Record<'page' | 'ink' | 'label' | 'mark', string>>(`({
      page: getComputedStyle(document.body).backgroundColor,
      ink: getComputedStyle(document.body).color,
      label: getComputedStyle(document.querySelector('figure svg text')).fill,
      mark: getComputedStyle(document.querySelector('figure svg path[fill^="var("]')).fill,
    })`);
    const light = (color: string): number => {
      const [r, g, b] = color
        .match(/[\d.]+/g)!
        .slice(0, 3)
        .map((v) => {
          const share = Number(v) / 255;
          return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const contrast = (a: string, b: string): number => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    expect(light(colors.page) > 0.5).toBe(colorScheme === 'light');
    expect(contrast(colors.ink, colors.page)).toBeGreaterThan(7);
    expect(contrast(colors.label, colors.page)).toBeGreaterThan(7);
    expect(contrast(colors.mark, colors.page)).toBeGreaterThan(3);
    await page.context().close();
  });

  it.each([380, 1300])('fits a window %d wide', async (width) => {
    const { page } = await open({ viewport: { width, height: 800 } });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.context().close();
  });

  it('links lead to the columns, and it prints', async () => {
    const { page } = await open();
    await page.getByRole('link', { name: 'bill_length_mm' }).click();
    expect(await page.evaluate("document.querySelector(':target h3').textContent")).toBe('bill_length_mm');
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });
});
