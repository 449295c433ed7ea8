// node docs/pictures/report.mjs: makes report.png, parts of the report of a real run, shown in light. Needs a build (npm run build) and Chromium; the
// run is that of the tutorial, so its files are there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
const files = join(root, 'examples/tutorial');
const folder = mkdtempSync(join(tmpdir(), 'synaptile-picture-'));
const WIDTH = 1100;
/** Sections that the picture leaves out, so that it stays small. */
const LEFT_OUT = ['chips', 'error', 'energy', 'latency', 'area'];
/** What is shown below the map of the chip. */
const MARGIN = 4;

const page = join(folder, 'report.html');
synaptile('run', join(files, 'digits.onnx'), '--target', 'rram-128', '--timesteps', '16', '--calibrate', join(files, 'calibration.gz'), '--input', join(files, 'images.gz'), '--labels', join(files, 'labels.gz'),
  '--non-idealities', 'typical', '--trials', '5', '--html', page);
await shoot(page, join(root, 'docs/pictures/report.png'));
rmSync(folder, { recursive: true });

function synaptile(...parameters) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...parameters], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function shoot(from, to) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: 1000 }, colorScheme: 'light' });
    await tab.goto(pathToFileURL(from).href);
    await tab.evaluate((names) => names.forEach((name) => document.getElementById(name)?.remove()), LEFT_OUT);
    const height = MARGIN + await tab.evaluate(() => document.querySelector('#placement svg').getBoundingClientRect().bottom + window.scrollY);
    await tab.screenshot({ path: to, fullPage: true, clip: { x: 0, y: 0, width: WIDTH, height } });
  } finally {
    await browser.close();
  }
  console.log(`${to}: ${Math.round(statSync(to).size / 1000)} kB`);
}
