import { beforeAll, describe, expect, it } from 'vitest';
import { loadTarget } from '../../../targets/load.ts';
import { compile, DEFAULT_OPTIONS } from '../../../src/compile.ts';
import { DiagnosticError } from '../../../src/diagnostics/diagnostic.ts';
import type { Network } from '../../../src/ir/network.ts';
import type { Placed } from '../../../src/ir/placed.ts';
import { parseStage, printStage } from '../../../src/ir/stage-text.ts';
import type { Stage } from '../../../src/ir/stage.ts';
import { drawGraph } from '../../../src/report/graph.ts';
import { compareStages } from '../../../src/report/inspect/compare.ts';
import { outlineOf, type Outline } from '../../../src/report/inspect/outline.ts';
import { renderComparisonPage, renderInspection } from '../../../src/report/inspect/page.ts';
import { drawPicture } from '../../../src/report/inspect/picture.ts';
import { renderComparison } from '../../../src/report/inspect/text.ts';
import { convolution, CURRENT, dense, integrateAndFire, network, population } from '../../ir/build.ts';

const HOSTILE = '"><script>alert(1)</script>\n&lt;b&gt; $end';

function small(): Network {
  const weights = Array.from({ length: 8 }, (_, i) => 0.25 * (i - 3));
  return { ...network([population('image', [1, 4, 4], CURRENT), population('edges', [2, 3, 3], integrateAndFire()), population('out', [3], integrateAndFire({ threshold: 2 }))], [
    convolution('image', 'edges', [2, 1, 2, 2], weights), dense('edges', 'out', Array.from({ length: 3 }, (_, row) => Array.from({ length: 18 }, (__, i) => ((row + i) % 5) - 2)), { delay: 1 }),
  ], { timesteps: 4 }), stage: 'spiking', output: { population: 'out', readout: 'count' } };
}

const stages = new Map<string, Stage>();
const { target } = loadTarget('loihi');

beforeAll(() => {
  const network = small();
  stages.set('spiking', network);
  compile(network, DEFAULT_OPTIONS, { target, calibration: null, profileOf: () => null, seed: 1, progress: () => {} }, { onStage: (stage) => stages.set(stage.stage, stage) });
});

describe('the outline of a stage', () => {
  it('knows more from stage to stage, and never something else', () => {
    const names = ['spiking', 'quantised', 'unrolled', 'clustered', 'placed', 'routed', 'configuration'];
    const outlines = names.map((name) => outlineOf(stages.get(name)!));
    for (const outline of outlines) {
      expect(outline.populations.map(({ name, shape, neurons }) => ({ name, shape, neurons }))).toEqual([{ name: 'image', shape: [1, 4, 4], neurons: 16 }, { name: 'edges', shape: [2, 3, 3], neurons: 18 }, { name: 'out', shape: [3], neurons: 3 }]);
      expect(outline.projections.map(({ source, destination, synapses, delay }) => ({ source, destination, synapses, delay }))).toEqual([{ source: 'image', destination: 'edges', synapses: 72, delay: 0 }, { source: 'edges', destination: 'out', synapses: 54, delay: 1 }]);
    }
    const [, quantised, unrolled, clustered, placed, routed, configuration] = outlines as [Outline, Outline, Outline, Outline, Outline, Outline, Outline];
    expect(quantised.projections.map(({ bits }) => bits)).toEqual([8, 8]);
    expect(unrolled.totals.units).toBe(2);
    expect(clustered.totals).toMatchObject({ clusters: 1, cores: null });
    expect(placed.populations.map(({ cores }) => cores)).toEqual(routed.populations.map(({ cores }) => cores));
    expect(configuration.populations.map(({ cores }) => cores!.length)).toEqual([0, 1, 1]);
    expect(configuration.populations.map(({ linksPerSpike }) => linksPerSpike)).toEqual(routed.populations.map(({ linksPerSpike }) => linksPerSpike));
    expect(configuration.populations.map(({ equations }) => equations)).toEqual(quantised.populations.map(({ equations }) => equations));
    expect(configuration.totals.routes).toBe(routed.totals.routes);
  });

  it('is drawn with shape, neuron, bits and cores', () => {
    expect(drawGraph(outlineOf(stages.get('configuration')!))).toBe(`digraph "test" {
  rankdir=LR;
  node [fontname="Helvetica"];
  edge [fontname="Helvetica"];
  "image" [label="image\\n[1, 4, 4] current", shape=ellipse, class="input"];
  "edges" [label="edges\\n[2, 3, 3] if\\n1 core", shape=box, class="neurons"];
  "out" [label="out\\n[3] if\\n1 core", shape=box, class="neurons"];
  "image" -> "edges" [label="kernel [2, 1, 2, 2], 8 bits"];
  "edges" -> "out" [label="matrix [3, 18], 8 bits, delay 1"];
}
`);
  });
});

describe('pictures and pages', () => {
  const outline = (): Outline => outlineOf(stages.get('configuration')!);
  const renamed = (): Outline => {
    const own = outline();
    const name = (old: string): string => (old === 'edges' ? HOSTILE : old);
    return { ...own, name: HOSTILE, populations: own.populations.map((one) => ({ ...one, name: name(one.name) })), projections: own.projections.map((one) => ({ ...one, source: name(one.source), destination: name(one.destination) })) };
  };

  it('draw every population and projection', async () => {
    const svg = await drawPicture(outline());
    expect(svg).toMatch(/^<svg [^]*<\/svg>\s*$/);
    expect([...svg.matchAll(/class="node /g)].length).toBe(3);
    expect([...svg.matchAll(/class="edge"/g)].length).toBe(2);
    expect(svg).toContain('kernel [2, 1, 2, 2], 8 bits');
  });

  it('keep hostile names text', async () => {
    const svg = await drawPicture(renamed());
    expect(svg).not.toMatch(/<script|alert\(1\)<\/script/);
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).toContain('&amp;lt;b&amp;gt;');
    const page = await renderInspection(HOSTILE, renamed(), HOSTILE, [HOSTILE], '1');
    expect([...page.matchAll(/<script/g)].length).toBe(1);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  });

  it('are refused where they would take minutes (S652)', async () => {
    const populations = Array.from({ length: 5001 }, (_, i) => ({ ...outline().populations[0]!, name: `p${i}` }));
    const error = await drawPicture({ ...outline(), populations, projections: [] }).catch((one: unknown) => one);
    expect((error as DiagnosticError).diagnostics.map(({ code }) => code)).toEqual(['S652']);
    const ring = outline().populations.map(({ name }, i, all) => ({ ...outline().projections[0]!, source: name, destination: all[(i + 1) % all.length]!.name }));
    expect(await drawPicture({ ...outline(), projections: ring })).toContain('class="edge"');
  });
});

describe('two stages side by side', () => {
  it('are the same as themselves, in text or read back', () => {
    for (const [name, stage] of stages) {
      const { same, outlines, ...comparison } = compareStages({ file: 'a', stage }, { file: 'b', stage: parseStage(printStage(stage), 'x.tile') });
      expect([name, same, outlines.length]).toEqual([name, true, 2]);
      expect(renderComparison({ ...comparison, same })).toContain('the same in all that both know');
    }
  });

  it('of the same network differ in what the later one changed', () => {
    const { totals, populations, projections, same } = compareStages({ file: 'a', stage: stages.get('quantised')! }, { file: 'b', stage: stages.get('configuration')! });
    expect({ totals, same, populations: populations.map(({ status }) => status) }).toEqual({ totals: [{ what: 'stage', left: 'quantised', right: 'configuration' }], same: false, populations: ['same', 'same', 'same'] });
    expect(projections.map(({ changes }) => changes)).toEqual([[{ what: 'kind', left: 'convolution', right: 'kernel' }], [{ what: 'kind', left: 'dense', right: 'matrix' }]]);
  });

  it('differ in populations, neurons, weights, cores and hops, which text, JSON and page say', async () => {
    const network = small();
    const [image, edges, out] = network.populations;
    const other: Network = {
      ...network, populations: [image!, { ...edges!, neuron: integrateAndFire({ threshold: 3 }) }, out!, population('more', [2], integrateAndFire())],
      projections: [network.projections[0]!, { ...network.projections[1]!, delay: 0 }, dense('out', 'more', [[1, 2, 3], [4, 5, 6]])],
    };
    const changed = { ...other, projections: other.projections.map((one, i) => (i === 0 && one.kind === 'convolution' ? { ...one, weights: { ...one.weights, data: one.weights.data.map((value: number, k: number) => value + (k === 2 ? 0.5 : 0)) } } : one)) } as Network;
    const comparison = compareStages({ file: 'a', stage: network }, { file: 'b', stage: changed });
    expect(renderComparison(comparison)).toBe(`< a: test, spiking
> b: test, spiking

neurons: 37 -> 39
synapses: 126 -> 132
population edges: changed
  equations: n = [v' >= 1];  v' = v' - n 1 -> n = [v' >= 3];  v' = v' - n 3
population more: added
2 populations the same
projection image -> edges: changed
  values of weights: 8 weights -> 1 of them differ, by at most 0.5
projection edges -> out: changed
  delay: 1 -> 0
projection out -> more: added
`);
    const page = await renderComparisonPage(comparison, comparison.outlines, '1');
    expect(page).toContain('values of weights');
    expect([...page.matchAll(/<svg /g)].length).toBeGreaterThanOrEqual(2);
  });

  it('of two mappings differ in where populations lie', () => {
    const placed = stages.get('placed') as Placed;
    const { populations, totals } = compareStages({ file: 'a', stage: placed }, { file: 'b', stage: { ...placed, coreOf: placed.coreOf.map((core) => core + 2) } });
    const core = placed.coreOf[0]!;
    expect(totals).toEqual([]);
    expect(populations.map(({ changes }) => changes)).toEqual([[], [{ what: 'placement', left: `on ${core}`, right: `on ${core + 2}` }], [{ what: 'placement', left: `on ${core}`, right: `on ${core + 2}` }]]);
  });
});
