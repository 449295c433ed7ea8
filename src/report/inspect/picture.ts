import { fail } from '../../diagnostics/diagnostic.ts';
import { drawGraph } from '../graph.ts';
import type { Outline } from './outline.ts';

/** Most populations, and layers that projections cross: a picture of these takes a few seconds. */
const LIMIT = 5000;

/**
 * The graph of populations as SVG, laid out by Graphviz, which escapes all text.
 * @param background white for a file of its own; transparent for a page, which scrolls down: there sources are at the top
 * @throws DiagnosticError S652 where that would take minutes
 */
export async function drawPicture(outline: Outline, background: 'white' | 'transparent' = 'transparent'): Promise<string> {
  const { populations, projections } = outline;
  const layers = layersCrossed(outline);
  if (populations.length + layers > LIMIT) fail('S652', { populations: populations.length, projections: projections.length, layers, limit: LIMIT });
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  // Fewer rounds of straightening: beyond these pictures look alike, and large ones take ten times as long.
  const direction = background === 'white' ? 'LR' : 'TB';
  const dot = drawGraph(outline).replace('{\n  rankdir=LR;', `{\n  rankdir=${direction}; bgcolor="${background}"; nslimit=1; nslimit1=1; mclimit=0.3;`);
  const drawn = (await Graphviz.load()).dot(dot);
  // Its ids would not be the only ones of a page.
  return drawn.slice(drawn.indexOf('<svg')).replace(/<!--[^]*?-->\n?/g, '').replace(/ id="(?:graph|node|edge)\d+"/g, '');
}

/** Layers between the ends of all projections: Graphviz places a point in each. */
function layersCrossed({ populations, projections }: Outline): number {
  const outgoing = new Map<string, string[]>(populations.map(({ name }) => [name, []]));
  for (const { source, destination } of projections) outgoing.get(source)?.push(destination);
  const order = new Map(topologically(populations.map(({ name }) => name), outgoing).map((name, i) => [name, i]));
  const layer = new Map<string, number>();
  for (const name of order.keys()) {
    for (const next of outgoing.get(name)!) if (order.get(next)! > order.get(name)!) layer.set(next, Math.max(layer.get(next) ?? 0, (layer.get(name) ?? 0) + 1));
  }
  return projections.reduce((sum, { source, destination }) => sum + Math.abs((layer.get(destination) ?? 0) - (layer.get(source) ?? 0)), 0);
}

/** Sources first; of a circle in any order. Without recursion: chains may be long. */
function topologically(names: readonly string[], outgoing: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done: string[] = [];
  const seen = new Set<string>();
  for (const root of names) {
    const open: [string, number][] = seen.has(root) ? [] : [[root, 0]];
    seen.add(root);
    while (open.length > 0) {
      const top = open[open.length - 1]!;
      const next = outgoing.get(top[0])?.[top[1]++];
      if (next === undefined) done.push(open.pop()![0]);
      else if (outgoing.has(next) && !seen.has(next)) {
        seen.add(next);
        open.push([next, 0]);
      }
    }
  }
  return done.reverse();
}
