/** A table in the form of a page: cells of each row as text. */
function table(head, rows) {
  return [`| ${head.join(' | ')} |`, `|${head.map((_, at) => (at === 0 ? '---' : '---:')).join('|')}|`, ...rows.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');
}

export function joules(value) {
  if (value === null || value === undefined) return '-';
  const [factor, unit] = [[1e-3, 'mJ'], [1e-6, 'µJ'], [1e-9, 'nJ'], [1e-12, 'pJ']].find(([least]) => value >= least) ?? [1e-12, 'pJ'];
  return `${Number((value / factor).toPrecision(3))} ${unit}`;
}

const percent = (share) => (share === null || share === undefined ? '-' : `${(100 * share).toFixed(1)} %`);
const factor = (value) => (value === null || value === undefined || !Number.isFinite(value) ? '-' : `x ${Number(value.toPrecision(3))}`);
const even = (timesteps) => (timesteps === null ? 'none' : timesteps >= 1024 ? '1024 or more' : String(timesteps));
const rateOf = (rate) => (rate === null ? 'none' : percent(rate));

/** All networks, measured ones first. */
export function networksOf({ measured, stated }) {
  return [...measured.map((row) => ({ ...row, label: `${row.network}, T = ${row.timesteps}` })), ...stated.map((row) => ({ ...row, label: `${row.workload} (${row.net}), T = ${row.timesteps}` }))];
}

export const systemOf = ({ systems }, name) => systems.find((one) => one.name === name && one.refused === null) ?? null;

export function tablesOf(results) {
  const rows = networksOf(results);
  return { claims: claims(rows), breakEven: breakEven(rows), ranking: ranking(results.stated), roadblocks: roadblocks(rows), tiles: tiles(results.measured), layers: layers(results.measured), vulnerability: vulnerability(results.measured), sweep: sweep(results.sparsitySweep), repairs: repairs(results.repairs) };
}

function claims(rows) {
  return table(['network', 'rate', 'claimed, 8 bits', 'of the ANN', 'claimed, floats', 'SpikeSim', 'of the ANN', 'SpikeSim / claimed', 'SATA', 'of the ANN', 'SATA / claimed'], rows.map((row) => [
    row.label, percent(row.rate), joules(row.claimed.snn8_J), factor(row.claimed.snn8_J / row.claimed.ann8_J), joules(row.claimed.snn32_J),
    ...['spikesim', 'sata'].flatMap((name) => {
      const system = systemOf(row, name);
      return [joules(system.energy_J), factor(system.energy_J / system.quantisedAnn.energy_J), factor(system.overClaim)];
    }),
  ]));
}

function breakEven(rows) {
  const cells = (found) => [even(found.timesteps), rateOf(found.rate)];
  return table(['network', 'rate now', 'claimed: T up to', 'rate up to', 'SpikeSim: T up to', 'rate up to', 'SATA: T up to', 'rate up to', 'SATA published: T up to', 'rate up to'], rows.map((row) => [
    row.label, percent(row.rate), ...cells(row.claimed.breakEven), ...cells(systemOf(row, 'spikesim').breakEven), ...cells(systemOf(row, 'sata').breakEven),
    ...(row.published ? cells(row.published.sataBreakEven) : ['', '']),
  ]));
}

/** Places from the cheapest. */
function ranking(stated) {
  const columns = [
    ['claimed', (row) => row.claimed.snn8_J], ['SpikeSim published', (row) => row.published.spikesim_J], ['SpikeSim corrected', (row) => systemOf(row, 'spikesim').energy_J],
    ['SATA published', (row) => row.published.sata_J], ['the same, words of 8 bits', (row) => row.published.sataBytes_J], ['SATA corrected', (row) => systemOf(row, 'sata').energy_J], ['SATA, shipped results', ({ shipped_mJ }) => shipped_mJ * 1e-3],
  ];
  const place = (of, row) => 1 + stated.filter((other) => of(other) < of(row)).length;
  return table(['workload', ...columns.map(([name]) => name)], stated.map((row) => [`${row.workload}: ${row.net}, T = ${row.timesteps}, ${percent(row.sparsity)} silent`, ...columns.map(([, of]) => `${place(of, row)}. ${joules(of(row))}`)]));
}

function roadblocks(rows) {
  return table(['network', 'platform', 'computation', 'data movement', 'neurons', 'leakage', 'timesteps after the first', 'of that movement', 'neurons in area'], rows.flatMap((row) => ['spikesim', 'sata'].map((name) => {
    const { energyShares, areaShares, repeated } = systemOf(row, name).roadblocks;
    return [row.label, name, percent(energyShares.computation), percent(energyShares.movement), percent(energyShares.neuron), percent(energyShares.static), percent(repeated.share), repeated.energy_J > 0 ? percent(repeated.byRole_J.movement / repeated.energy_J) : '-', percent(areaShares.neuron)];
  })));
}

function tiles(measured) {
  const names = [...new Set(measured.flatMap(({ systems }) => systems.map(({ name }) => name)))];
  return table(['network', 'claimed', ...names.flatMap((name) => [name, '/ claimed'])], measured.map((row) => [`${row.network}, T = ${row.timesteps}`, joules(row.claimed.snn8_J), ...names.flatMap((name) => {
    const system = systemOf(row, name);
    return [joules(system?.energy_J), factor(system?.overClaim)];
  })]));
}

/** Layer by layer, of the largest number of timesteps of each network. */
function layers(measured) {
  return [...new Set(measured.map(({ network }) => network))].map((network) => {
    const row = measured.filter((one) => one.network === network).at(-1);
    const names = row.systems.map(({ name }) => name);
    return `${network}, T = ${row.timesteps}:\n\n${table(['layer', 'claimed', ...names.flatMap((name) => [name, '/ claimed'])], row.perLayer.map(({ name, claimed_J, systems }) => [`\`${name}\``, joules(claimed_J), ...systems.flatMap(({ energy_J, overClaim }) => [joules(energy_J), factor(overClaim)])]))}`;
  }).join('\n\n');
}

function vulnerability(measured) {
  const rows = measured.flatMap((row) => row.systems.flatMap(({ name, vulnerability: found }) => (found ? [[`${row.network}, T = ${row.timesteps}`, name, String(found.samples), ...(found.samples < 50 ? ['-', '-', '-'] : [found.ideal, found.nonIdeal, found.agreement].map(percent)), found.sumError.map(percent).join(', ')]] : [])));
  return table(['network', 'target', 'images', 'ideal crossbars', '`typical` ones', 'same answers', 'error of the sums, layer by layer'], rows);
}

function sweep(rows) {
  const first = rows[0];
  const cell = (row, key) => `${joules(row[key])} (${percent(row[key] / first[key])})`;
  return table(['silent inputs', 'claimed', 'SpikeSim', 'SATA published', 'SATA corrected'], rows.map((row) => [percent(row.sparsity), cell(row, 'claimed_J'), cell(row, 'spikesim_J'), cell(row, 'sataPublished_J'), cell(row, 'sata_J')]));
}

function repairs(rows) {
  const change = (row, key) => (row.needed ? 'needed' : row[key] === null ? '-' : row[key] === 1 ? '=' : `x ${Number(row[key].toPrecision(4))}`);
  return table(['platform', 'repair', 'energy', 'latency', 'area'], rows.map((row) => [row.platform, row.name, change(row, 'energy'), change(row, 'latency'), change(row, 'area')]));
}
