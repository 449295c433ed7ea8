// The main job in ten lines, beside the command line in README.md. In a project of yours: npm install synaptile; node library.mjs
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compile, read, readData, renderHtml, renderText, report, simulate } from 'synaptile';

const example = (file) => fileURLToPath(new URL(file, import.meta.url));
const model = await read(example('edges.synet'));
const data = await readData(example('edges.csv'), model, { labels: example('edges-labels.csv') });
const compiled = await compile(model, { target: 'rram-128', bits: 8, data });
const simulation = await simulate(compiled, data, { nonIdealities: 'typical', trials: 5 });
const made = report(simulation);
process.stdout.write(renderText(made));
writeFileSync('edges.html', await renderHtml(made, simulation));
