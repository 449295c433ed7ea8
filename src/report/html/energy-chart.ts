import type { TopLevelSpec } from 'vega-lite';
import { ENERGY_PARTS } from '../../ir/target.ts';
import type { Energy, EnergyParts } from '../energy.ts';
import { prefixFor } from '../quantity.ts';
import { markup, trusted, type Markup } from './markup.ts';
import { PART_COLOURS } from './palette.ts';

/** Stacked bars of the energy of one inference: all of it on top, then one bar a population. Vega is loaded only when this is called. */
export async function drawEnergyChart(energy: Energy): Promise<Markup> {
  const [{ compile }, { parse, View }] = await Promise.all([import('vega-lite'), import('vega')]);
  const [factor, prefix] = prefixFor(energy.perInference_J);
  const { spec } = compile(chartSpec(barsOf(energy, factor)));
  const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
  return markup`<figure>${trusted(svg)}<figcaption>Energy per inference in ${prefix}J, stacked by part.</figcaption></figure>`;
}

interface Bar {
  readonly row: string;
  readonly part: string;
  readonly order: number;
  readonly energy: number;
}

function barsOf(energy: Energy, factor: number): Bar[] {
  const bars = (row: string, parts_J: EnergyParts): Bar[] =>
    ENERGY_PARTS.map((part, order) => ({ row, part, order, energy: parts_J[part] / factor })).filter((one) => one.energy > 0 || one.order === 0);
  const remainder: Bar[] = energy.static_J > 0 ? [{ row: '(static power)', part: 'static', order: 8, energy: energy.static_J / factor }] : [];
  return [...bars('(all)', energy.parts_J), ...energy.perLayer.flatMap((one) => bars(one.name, one.parts_J)), ...remainder];
}

function chartSpec(values: readonly Bar[]): TopLevelSpec {
  const rows = [...new Set(values.map((one) => one.row))];
  return {
    // Without a canvas, vega guesses widths of text far too wide: margins are set by hand.
    autosize: { type: 'none' },
    padding: { left: 160, right: 24, top: 4, bottom: 24 },
    width: 750,
    height: rows.length * 26,
    background: 'transparent',
    data: { values: values as Bar[] },
    mark: { type: 'bar', height: 17 },
    encoding: {
      y: { field: 'row', type: 'nominal', sort: rows, axis: { title: null, labelLimit: 0, labelExpr: SHORT_LABEL } },
      x: { field: 'energy', type: 'quantitative', axis: { title: null, tickCount: 6, labelFlush: false } },
      color: { field: 'part', type: 'nominal', legend: null, scale: { domain: [...ENERGY_PARTS], range: ENERGY_PARTS.map((part) => PART_COLOURS[part]) } },
      order: { field: 'order', type: 'quantitative' },
    },
    config: {
      font: 'inherit',
      view: { stroke: null },
      axis: { labelColor: 'currentColor', labelFontSize: 12, gridColor: 'currentColor', gridOpacity: 0.12, ticks: false, domain: false, labelPadding: 8 },
    },
  };
}

const SHORT_LABEL = "length(datum.label) > 22 ? substring(datum.label, 0, 21) + '…' : datum.label";
