import { markup, nothing, trusted, type Markup } from '../html/markup.ts';
import { renderPage } from '../html/page.ts';
import { table, type Column } from '../html/table.ts';
import { formatCount, plural } from '../quantity.ts';
import type { Change, Compared, Comparison } from './compare.ts';
import type { Outline, PopulationOutline } from './outline.ts';
import { drawPicture } from './picture.ts';
import { titleOf } from './text.ts';

/** Most characters of the stage's text on the page. */
const MOST_TEXT = 2 ** 18;
/** Most rows of a table. */
const MOST_ROWS = 2000;

/**
 * One stage as a page that needs no network: graph, populations with their equations, projections, what was assumed, the stage as text.
 * @throws DiagnosticError S652 where its graph is too large to draw
 */
export async function renderInspection(file: string, outline: Outline, text: string, notes: readonly string[], version: string): Promise<string> {
  const shown = text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\n...` : text;
  return renderPage({
    title: `${outline.name}: ${outline.stage}`, heading: outline.name, subheading: outline.stage, lead: `${file}. ${leadOf(outline)}`,
    sections: [
      { id: 'graph', title: 'Graph', content: await figure(outline) },
      { id: 'populations', title: 'Populations', content: populationTable(outline) },
      { id: 'projections', title: 'Projections', content: projectionTable(outline) },
      notes.length === 0 ? null : { id: 'assumed', title: 'Assumed', content: markup`<ul>${notes.map((note) => markup`<li>${note}</li>\n`)}</ul>` },
      { id: 'text', title: 'Text', content: markup`<details><summary>${outline.stage} as text, ${formatCount(text.length)} characters${shown.length < text.length ? ', the first of them' : ''}</summary><pre>${shown}</pre></details>` },
    ],
    footer: `Written by synaptile ${version}.`,
  });
}

/** Two stages side by side as a page. @throws DiagnosticError S652 */
export async function renderComparisonPage({ left, right, totals, populations, projections, same }: Comparison, [one, other]: readonly [Outline, Outline], version: string): Promise<string> {
  return renderPage({
    title: `${left.name} and ${right.name}`, heading: 'Side by side', subheading: `${left.stage} and ${right.stage}`, lead: markup`Left: ${titleOf(left)}.<br>Right: ${titleOf(right)}.`,
    sections: [
      { id: 'totals', title: 'Totals', content: totals.length === 0 ? markup`<p>${same ? 'The same in all that both know.' : 'The same.'}</p>` : changeTable(totals.map((change) => [change.what, change])) },
      { id: 'populations', title: 'Populations', content: comparedTable(populations, 'population') },
      { id: 'projections', title: 'Projections', content: comparedTable(projections, 'projection') },
      { id: 'graphs', title: 'Graphs, left and right', content: markup`<div class="plots">${await figure(one, '')}${await figure(other, '')}</div>` },
    ],
    footer: `Written by synaptile ${version}.`,
  });
}

function leadOf({ target, timesteps, bits, totals }: Outline): string {
  const parts = [
    target === null ? null : `for ${target}`, timesteps === null ? null : plural(timesteps, 'timestep'), bits === null ? null : plural(bits, 'bit'), plural(totals.neurons, 'neuron'),
    ...(['synapses', 'units', 'clusters', 'cores', 'routes'] as const).map((what) => (totals[what] === null ? null : `${formatCount(totals[what])} ${what}`)),
  ];
  return `${parts.filter((one) => one !== null).join(', ')}.`;
}

async function figure(outline: Outline, more = ' The tables below say the same.'): Promise<Markup> {
  return markup`<figure class="graph" tabindex="0">${trusted(await drawPicture(outline))}<figcaption>Populations with shape, neuron and cores; projections with the shape of their weights.${more}</figcaption></figure>`;
}

/** What later stages know of a population. */
const MAPPED: readonly (readonly [title: string, value: (population: PopulationOutline) => number | null])[] = [
  ['Units', ({ units }) => units], ['Clusters', ({ clusters }) => clusters], ['Cores', ({ cores }) => cores && cores.length],
  ['Links of a spike', ({ linksPerSpike }) => (linksPerSpike === null ? null : Number(linksPerSpike.toPrecision(3)))],
];

function populationTable({ populations }: Outline): Markup {
  const mapped = MAPPED.filter(([, value]) => populations.some((population) => value(population) !== null));
  const columns: readonly Column[] = [
    { title: 'Population', kind: 'name' }, { title: 'Shape', kind: 'number' }, { title: 'Neurons', kind: 'number' }, { title: 'Neuron', kind: 'text' },
    ...mapped.map(([title]): Column => ({ title, kind: 'number' })), { title: 'Equations', kind: 'text' },
  ];
  return cut(populations, (shown) => table(columns, shown.map((population) => [
    population.name, population.shape.join(' x '), formatCount(population.neurons), population.kind, ...mapped.map(([, value]) => known(value(population))),
    markup`${population.equations.map((line) => markup`<code>${line}</code><br>`)}`,
  ])));
}

const PROJECTION_COLUMNS: readonly Column[] = [
  { title: 'From', kind: 'name' }, { title: 'To', kind: 'text' }, { title: 'Kind', kind: 'text' }, { title: 'Weights', kind: 'number' }, { title: 'Synapses', kind: 'number' }, { title: 'Bits', kind: 'number' }, { title: 'Delay', kind: 'number' },
];

function projectionTable({ projections }: Outline): Markup {
  return cut(projections, (shown) => table(PROJECTION_COLUMNS, shown.map(({ source, destination, kind, weights, synapses, bits, delay }) => [source, destination, kind, weights ? weights.join(' x ') : '', known(synapses), known(bits), String(delay)])));
}

function comparedTable(compared: readonly Compared[], what: string): Markup {
  const differing = compared.filter(({ status }) => status !== 'same');
  const unchanged = compared.length - differing.length;
  const rows = differing.flatMap(({ name, status, changes }): [string, Change][] => (changes.length > 0 ? changes.map((change) => [name, change]) : [[name, { what: status, left: status === 'removed' ? 'there' : '', right: status === 'added' ? 'there' : '' }]]));
  return markup`${rows.length === 0 ? nothing : changeTable(rows, what)}<p>${plural(unchanged, what)} the same.</p>`;
}

function changeTable(rows: readonly (readonly [string, Change])[], what?: string): Markup {
  const columns: readonly Column[] = [{ title: what ?? 'Of', kind: 'name' }, ...(what === undefined ? [] : [{ title: 'Change', kind: 'text' as const }]), { title: 'Left', kind: 'text' }, { title: 'Right', kind: 'text' }];
  return cut(rows, (shown) => table(columns, shown.map(([name, change]) => [name, ...(what === undefined ? [] : [change.what]), change.left, change.right]), what === undefined ? {} : { className: 'changes' }));
}

function cut<T>(rows: readonly T[], draw: (shown: readonly T[]) => Markup): Markup {
  return markup`${draw(rows.slice(0, MOST_ROWS))}${rows.length > MOST_ROWS ? markup`<p>${formatCount(rows.length - MOST_ROWS)} more: --format json has all.</p>` : nothing}`;
}

function known(value: number | null): string {
  return value === null ? '' : formatCount(value);
}
