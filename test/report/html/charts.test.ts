import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ablationPlot } from '../../../src/report/html/ablation.ts';
import { drawLineChart } from '../../../src/report/html/line-chart.ts';
import { drawChipMap } from '../../../src/report/html/chip/map.ts';
import { markup, type Markup } from '../../../src/report/html/markup.ts';
import { renderPage } from '../../../src/report/html/page.ts';
import { drawPareto, type ParetoPoint } from '../../../src/report/html/pareto.ts';
import { drawPotentials } from '../../../src/report/html/potentials-plot.ts';
import { SCRIPT } from '../../../src/report/html/script.ts';
import { drawStackedBars } from '../../../src/report/html/stacked-bars.ts';
import { STYLE } from '../../../src/report/html/style.ts';
import { makeReport } from '../../../src/report/report.ts';
import { fitTable } from '../../../src/report/html/fit-table.ts';
import { input } from '../fixture.ts';
import { withoutOwnScript } from './own-script.ts';

const HOSTILE = '</script><script>alert(1)</script>"\'><img src=x onerror=alert(2)>';

function widthsOf(svg: string): number[] {
  return [...svg.matchAll(/<rect x="[\d.]+" y="[\d.]+" width="([\d.]+)" height="18" fill="var/g)].map(([, width]) => Number(width));
}

describe('stacked bars', () => {
  const chart = { title: 'Energy', unit: 'J', parts: ['adc', 'never', 'neuron'] } as const;

  it('are as long as their values, on one axis', () => {
    const { markup: svg } = drawStackedBars({ ...chart, rows: [{ name: 'a', values: { adc: 3e-9, neuron: 1e-9 } }, { name: 'b', values: { adc: 2e-9 } }] });
    expect(widthsOf(svg)).toEqual([479, 159, 319]);
    for (const words of ['a, adc: 3.00 nJ, 75.0 % of 4.00 nJ', '>4.00 nJ</text>', '>2.00 nJ</text>', '>nJ</text>']) expect(svg).toContain(words);
  });

  it('name in the legend what occurs, with a texture beside the colour', () => {
    const { markup: svg } = drawStackedBars({ ...chart, rows: [{ name: 'a', values: { adc: 1, neuron: 1, constructor: 5 } }] });
    const legend = svg.split('</ul>')[0]!;
    expect(legend.match(/<li>/g)).toHaveLength(2);
    expect(legend).not.toContain('never');
    expect(legend).toContain('url(#texture-2)');
  });

  it('say that there is nothing to draw, and never a number that is none', () => {
    expect(drawStackedBars({ ...chart, rows: [{ name: 'a', values: { adc: 0, neuron: Number.NaN } }] }).markup).toContain('every value is zero');
    expect(drawStackedBars({ ...chart, rows: [], empty: 'No price.' }).markup).toContain('No price.');
    expect(drawStackedBars({ ...chart, rows: [{ name: 'a', values: { adc: 1e-30, neuron: -1 } }] }).markup).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('sum up the small rows where there are too many', () => {
    const rows = Array.from({ length: 500 }, (_, i) => ({ name: `p${i}`, values: { adc: i + 1 } }));
    const { markup: svg } = drawStackedBars({ ...chart, rows });
    expect(svg).toContain('(441 smaller ones)');
    expect(svg.match(/class="end name"/g)).toHaveLength(60);
    expect(svg).toContain('>p499</text>');
  });

  it('keep hostile names text', () => {
    const { markup: svg } = drawStackedBars({ ...chart, parts: [HOSTILE], rows: [{ name: HOSTILE, values: { [HOSTILE]: 1 } }], caption: HOSTILE });
    expect(svg).not.toMatch(/<script|<img/);
  });
});

describe('Pareto plot', () => {
  const points: ParetoPoint[] = [[1, 5, true], [2, 3, true], [3, 4, false], [4, 1, true]].map(([x, y, best], i) => ({ label: `p${i}`, options: { mapper: 'tiles', bits: String(i) }, x: x as number, y: y as number, best: best as boolean }));
  const axes = { title: 'front', x: { title: 'latency', unit: 's', better: 'less' }, y: { title: 'energy', unit: 'J', better: 'less' } } as const;

  it('tells the options of every point, and joins the front by steps', () => {
    const { markup: svg } = drawPareto({ ...axes, points });
    expect(svg).toContain('p0 (on the Pareto front)&#10;latency 1.00 s, energy 5.00 J&#10;mapper: tiles&#10;bits: 0');
    expect(svg.match(/class="point best"/g)).toHaveLength(3);
    expect(svg).toMatch(/class="front" d="M[\d. ]+H[\d.]+V[\d.]+H[\d.]+V[\d.]+"/);
    expect(drawPareto({ ...axes, x: { ...axes.x, better: 'more' }, points }).markup).toMatch(/class="front" d="M[\d. ]+V[\d.]+H/);
  });

  it('takes logarithms where values are far apart, and counts points without a number', () => {
    const { markup: svg } = drawPareto({ ...axes, points: [...points, { ...points[0]!, x: 1e6 }, { ...points[0]!, y: Number.NaN }] });
    expect(svg).toContain('latency, s (logarithmic)');
    expect(svg).toContain('1 of 6 points have no number');
    expect(drawPareto({ ...axes, points: [{ ...points[0]!, x: Infinity }] }).markup).toContain('nothing to draw');
  });

  it('stands points that are all alike, and hostile options', () => {
    const same = Array.from({ length: 40 }, () => ({ ...points[0]!, x: 0, y: 0, size: 0, label: HOSTILE, options: { [HOSTILE]: HOSTILE } }));
    const { markup: svg } = drawPareto({ ...axes, points: same });
    expect(svg).not.toMatch(/NaN|Infinity|<script|<img/);
  });
});

describe('lines', () => {
  it('carry their values for the pointer, with gaps', () => {
    const { markup: svg } = drawLineChart({ title: 't', lines: [{ title: 'a', label: '1', colour: '#000', dashed: false, values: [-1, null, 0.123456] }], format: String });
    expect(svg).toContain('data-values="-1  0.1235"');
    expect(svg).toMatch(/data-bottom="-1"[^>]*data-most="0\.2"|data-bottom="-1\.?\d*"/);
  });

  it('of potentials have their thresholds, and leave out what the page has no room for', () => {
    const one = { population: 'h', neurons: Uint32Array.of(0, 3), timesteps: 2, values: Float32Array.of(1, 2, 3, 4), thresholds: Float32Array.of(9, 9), unit: 'levels' as const };
    const { markup: svg } = drawPotentials([one]);
    expect(svg).toContain('h: neurons 0, 3');
    expect(svg).toContain('data-values="2 4"');
    expect(svg).toContain('>threshold</text>');
    const neurons = Uint32Array.of(0, 1, 2, 3);
    const long = { ...one, neurons, timesteps: 5000, values: new Float32Array(20_000), thresholds: Float32Array.of(1, 2, Infinity, 4) };
    const many = drawPotentials(Array.from({ length: 30 }, (_, i) => ({ ...long, population: `p${i}` }))).markup;
    expect(many).toContain('20 populations more would not fit on the page; the first 1,000 of 5,000 timesteps are drawn');
    expect(many.match(/<svg/g)).toHaveLength(10);
    expect(many).not.toMatch(/NaN|Infinity/);
  });
});

describe('fit table', () => {
  const { mapping } = input;
  const verdict = (demand: typeof mapping.demand) => fitTable(makeReport({ ...input, mapping: { ...mapping, demand } })).markup;

  it('says what binds, or what does not fit', () => {
    expect(verdict([{ limit: 'neurons', used: 4, available: 8, core: 0, mean: 3, tightestIn: 0 }, { limit: 'crossbar rows', used: 9, available: 10, core: 1, mean: 5, tightestIn: 2 }]))
      .toContain('The tightest limit is the crossbar rows of a core, 90.0 % taken. In 2 cores of 2 the crossbar rows bind first.');
    expect(verdict([{ limit: 'neurons', used: 9, available: 8 }])).toContain('Does not fit');
    expect(verdict([])).toContain('<strong>Fits</strong>');
  });
});

describe('loss by effect', () => {
  it('says where no effect loses anything', () => {
    const part = { value: 1, loss: 0, interval95: [0, 0] as const, share: null };
    const flat = { effects: [{ name: 'adc', alone: part, allBut: part }], measure: 'accuracy', ideal: 1, all: 1, loss: 0, chips: 2, interval: 't', interaction: 0 } as unknown as Parameters<typeof ablationPlot>[0];
    expect(ablationPlot(flat).markup).toContain('No bars are drawn');
  });
});

describe('page', () => {
  const page = renderPage({
    title: HOSTILE, heading: HOSTILE, subheading: HOSTILE, lead: HOSTILE, footer: HOSTILE, data: { chip: { name: HOSTILE, line: '\u2028' } },
    sections: [{ id: 'a', title: 'A', content: markup`<p>${HOSTILE}</p>` }, null, { id: 'b', title: 'B', content: markup`` }],
  });

  it('allows its own style and script by their hashes, and nothing else', () => {
    const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(page).toContain(`content="default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(SCRIPT)}'; base-uri 'none'; form-action 'none'"`);
    expect(page).toContain(`<style>${STYLE}</style>`);
    expect(page).toContain(`<script>${SCRIPT}</script>`);
    expect(SCRIPT).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|new Function|fetch|XMLHttpRequest|import\(/);
  });

  it('has one small script, which its sources make, byte for byte', async () => {
    const { bundlePageScript } = await import(new URL('../../../build/page-script.mjs', import.meta.url).href) as { readonly bundlePageScript: () => Promise<string> };
    expect(await bundlePageScript()).toBe(SCRIPT);
    expect(SCRIPT).toMatch(/^"use strict";\(\(\)=>\{[^]*\}\)\(\);\n$/);
    expect(SCRIPT).not.toMatch(/<\/script|<!--/i);
    expect(SCRIPT.length).toBeLessThan(16_000);
  });

  it('holds data that no name can leave', () => {
    const rest = withoutOwnScript(page);
    expect(rest.match(/<script/g)).toHaveLength(1);
    expect(rest).not.toContain('<img');
    const [, json] = /<script type="application\/json" id="data-chip">([\s\S]*?)<\/script>/.exec(rest)!;
    expect(JSON.parse(json!)).toEqual({ name: HOSTILE, line: '\u2028' });
  });

  it('lists its sections', () => {
    expect([...page.matchAll(/<li><a href="#(\w+)">/g)].map(([, id]) => id)).toEqual(['top', 'a', 'b']);
  });
});

describe('chip map', () => {
  const many = (cores: number): Markup => {
    const side = Math.ceil(Math.sqrt(cores));
    const placed = Array.from({ length: cores }, (_, core) => ({ core, x: core % side, y: Math.floor(core / side), population: `p${core % 3}`, load: (core % 9) / 8 }));
    const links = placed.slice(0, 900).map(({ x, y }, i) => ({ x, y, direction: 'east' as const, packets: 1 + i }));
    const traffic = { ...makeReport(input).traffic, links, maxLinkLoad: 900 };
    return drawChipMap({ mesh: { width: side, height: side, coresPerTile: 1 }, cores: placed }, traffic, ['p0', 'p1', 'p2'], null);
  };

  it('names every core and, while there are not too many, every link', () => {
    const { markup: svg } = many(1000);
    expect(svg.match(/<title>core /g)).toHaveLength(1000);
    expect(svg).not.toContain('packets</title>');
    expect(svg.match(/<path class="l\d"/g)).toHaveLength(8);
  });

  it('draws very many cores together, a path a population, and says where it stops', () => {
    const { markup: svg } = many(40_000);
    expect(svg.match(/<path class="level"/g)).toHaveLength(3);
    expect(svg).toContain('The first 30,000 of 40,000 cores are drawn.');
    expect(svg.length).toBeLessThan(2e6);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });
});
