import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Debian's browser; where it is absent these tests are skipped, and say so. */
export const CHROMIUM = '/usr/bin/chromium';
export const hasBrowser = existsSync(CHROMIUM);

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** A page in a browser that has no network, with all that it complained of and asked for. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
  /** From asking for it until its script has run. */
  readonly load_ms: number;
  readonly close: () => Promise<void>;
}

export async function openPage(html: string, options: { readonly scripts?: boolean } = {}): Promise<OpenPage> {
  const folder = mkdtempSync(join(tmpdir(), 'synaptile-page-'));
  const file = join(folder, 'page.html');
  writeFileSync(file, html);
  const browser: Browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const context = await browser.newContext({ offline: true, viewport: { width: 1320, height: 1000 }, javaScriptEnabled: options.scripts ?? true });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) complaints.push(message.text()); });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => { if (!request.url().startsWith('file:')) requests.push(request.url()); });
  const started = performance.now();
  await page.goto(pathToFileURL(file).href);
  const load_ms = performance.now() - started;
  const close = async (): Promise<void> => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, complaints, requests, load_ms, close };
}
