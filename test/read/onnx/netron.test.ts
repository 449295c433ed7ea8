import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import onnxProto from 'onnx-proto';
import { chromium, type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { annotateOnnx, type Annotation } from '../../../src/read/onnx/annotate.ts';
import { CHROMIUM, hasBrowser } from '../../report/html/browser.ts';
import { temporaryFolder } from '../../temporary.ts';
import { buildModel } from './build-model.ts';

const { onnx } = onnxProto;
const PYTHON = 'python3';
const hasNetron = hasBrowser && spawnSync(PYTHON, ['-c', 'import netron'], { stdio: 'ignore' }).status === 0;

const NOTES = { 'synaptile.neuron': '300 if', 'synaptile.cores': '3: 0-1, 34', 'synaptile.tiles': '3: (0-1, 0), (2, 1)', 'synaptile.energy': '206 nJ per inference, 3.1 % of all' };
const ANNOTATION: Annotation = { model: { 'synaptile.target': 'rram-128' }, operators: new Map([["node 'first' (Relu)", NOTES]]) };

describe.skipIf(!hasNetron)('Netron (skipped where python3 has no netron, or Chromium is missing: pip install netron)', () => {
  it.each([[7, 'in its documentation'], [10, 'in its metadata']])('shows what an operator of a file of IR version %i carries, %s', async (version) => {
    const shown = await inNetron(annotated(version), async (page) => {
      await page.locator('g.node', { hasText: 'Relu' }).locator('text').first().click({ force: true });
      await page.waitForSelector('#sidebar:has-text("first")');
      const operator = await textsOf(page);
      await page.locator('#sidebar-model-button').click();
      await page.waitForSelector('#sidebar:has-text("rram-128")');
      return { operator, model: await textsOf(page) };
    });
    for (const [key, value] of Object.entries(NOTES)) expect(shown.operator).toContain(version < 10 ? `${key.slice('synaptile.'.length)}: ${value}` : `${key}\n${value}`);
    expect(shown.model).toContain('synaptile.target\nrram-128');
  }, 60_000);
});

function annotated(irVersion: number): string {
  const model = onnx.ModelProto.decode(buildModel({ nodes: [['Relu', ['x'], ['y'], {}, 'first']], inputs: { x: ['N', 4] } }));
  model.irVersion = irVersion;
  const file = join(temporaryFolder(), 'model.onnx');
  writeFileSync(file, onnx.ModelProto.encode(model).finish());
  const copy = join(temporaryFolder(), 'annotated.onnx');
  writeFileSync(copy, annotateOnnx(file, ANNOTATION, copy).bytes);
  return copy;
}

/** Names of properties and what stands beside them, a line each. */
async function textsOf(page: Page): Promise<string> {
  return page.evaluate<string>(`[...document.querySelectorAll('#sidebar .sidebar-item')].map((item) => (item.querySelector('input')?.value ?? '') + '\\n' + item.innerText).join('\\n')`);
}

/** Opens a model in a Netron of its own; the browser has no network but this machine. */
async function inNetron<T>(file: string, look: (page: Page) => Promise<T>): Promise<T> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const server = spawn(PYTHON, ['-c', 'import sys; from netron import main; sys.exit(main())', '--host', '127.0.0.1', '--port', String(port), file], { stdio: 'ignore' });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'] });
  try {
    const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
    await context.addCookies([{ name: 'consent', value: '1', url }]);
    const page = await context.newPage();
    // Netron takes eval away, which the driver of the browser needs.
    await page.addInitScript('const own = window.eval; Object.defineProperty(window, "eval", { get: () => own, set() {} });');
    await served(url, server);
    await page.goto(url);
    await page.waitForSelector('g.node', { timeout: 30_000 });
    return await look(page);
  } finally {
    await browser.close();
    server.kill('SIGKILL');
  }
}

async function served(url: string, server: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 100 && server.exitCode === null; attempt++) {
    if (await fetch(url).then(({ ok }) => ok, () => false)) return;
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  throw new Error('Netron does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
