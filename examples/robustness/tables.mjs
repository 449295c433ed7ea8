import { SIGMAS, TIMESTEPS } from './cases.mjs';
import { intervalOfMean, meanOf } from './intervals.mjs';

/** The tables of README.md and what they say about timesteps. */
export function tables(rows, errors) {
  const networks = [...new Set(rows.map(({ network }) => network))];
  const part = (title, wanted, columns) => networks.flatMap((network) => {
    const found = rows.filter((row) => row.network === network && wanted(row));
    return found.length === 0 ? [] : [`**${network}**, ${title}`, '', grid(found, rows, columns), ''];
  });
  const plots = (title, suffix, shown = networks) => shown.flatMap((network) => [`![${network}: ${title}](${network}${suffix}.svg)`, '']);
  return [
    'Each plot has a scale of its own.', '', ...plots('accuracy over timesteps', ''),
    '### Variation of conductances, 64 x 64, no wires', '', ...part('accuracy in percent', ({ wires, array, mitigation }) => wires === 'none' && array === '64' && mitigation === 'none', ({ sigma }) => `${sigma} %`),
    '### Wires, no variation', '', ...part('accuracy in percent', ({ sigma, wires, mitigation }) => sigma === '0' && wires !== 'none' && mitigation === 'none', ({ wires, array }) => `${wires}, ${array}`),
    '### Wires and 10 % variation, 64 x 64', '',
    ...part('accuracy in percent', ({ sigma, wires, array }) => sigma === '10' && wires !== 'none' && array === '64', ({ wires, mitigation }) => (mitigation === 'none' ? wires : `${wires}, gain folded`)),
    '### Does error accumulate over timesteps?', '', ...plots('relative error of membrane potentials over timesteps', '-errors', networks.filter((network) => errors.some((one) => one.network === network))), errorTable(errors), '',
    '### Do fewer timesteps do better on crossbars?', '', ...networks.flatMap((network) => verdicts(network, rows)), '',
  ].join('\n');
}

/** Timesteps down, one column for each kind of chip. */
function grid(found, rows, nameOf) {
  // In one order whatever was run first: arrays and variation from small to large, nothing done before something, wires A to C.
  const order = (a, b) => Number(a.array) - Number(b.array) || Number(a.sigma) - Number(b.sigma) || b.mitigation.localeCompare(a.mitigation) || a.wires.localeCompare(b.wires);
  const names = [...new Set(found.toSorted(order).map(nameOf))];
  const cell = (timesteps, name) => {
    const row = found.find((one) => one.timesteps === String(timesteps) && nameOf(one) === name);
    return row ? accuracyCell(row) : '';
  };
  const lines = TIMESTEPS.map((timesteps) => {
    const ideal = rows.find((row) => row.network === found[0].network && row.timesteps === String(timesteps) && row.wires === 'none' && row.sigma === '0');
    const first = names.includes('0 %') ? [] : [ideal ? accuracyCell(ideal) : ''];
    return `| ${[timesteps, ...first, ...names.map((name) => cell(timesteps, name))].join(' | ')} |`;
  });
  const header = ['timesteps', ...(names.includes('0 %') ? [] : ['ideal']), ...names];
  return [`| ${header.join(' | ')} |`, `|${'---|'.repeat(header.length)}`, ...lines].join('\n');
}

function accuracyCell(row) {
  const values = accuraciesOf(row);
  const interval = intervalOfMean(values);
  return `${(100 * meanOf(values)).toFixed(1)}${interval === null ? '' : ` ± ${(100 * (interval[1] - interval[0]) / 2).toFixed(1)}`}`;
}

export function accuraciesOf({ accuracies }) {
  return accuracies.split(' ').map(Number);
}

/** Relative error of the membrane potentials at a few timesteps. */
function errorTable(errors) {
  const shown = errors.filter(({ measure }) => measure === 'running potentials' || measure === 'fresh potentials');
  if (shown.length === 0) return 'Not measured.';
  const at = [1, 2, 4, 8, 16, 32];
  const lines = shown.map(({ network, wires, sigma, population, measure, series }) => {
    const values = series.split(' ');
    return `| ${[network, `${wires === 'none' ? '' : `wires ${wires}`}${sigma === '0' ? '' : `variation ${sigma} %`}`, population, measure.split(' ')[0], ...at.map((t) => values[t - 1] ?? '')].join(' | ')} |`;
  });
  return ['RMS of the difference of membrane potentials from the ideal chip, relative to the RMS of the ideal ones, after so many timesteps (`running`: inherited errors included; `fresh`: own ones only).', '',
    `| network | chip | population | | ${at.join(' | ')} |`, `|${'---|'.repeat(4 + at.length)}`, ...lines].join('\n');
}

/** Below this accuracy ten classes are guessed. */
const GUESSED = 0.15;

/** Loss at the fewest timesteps against loss at the most that were measured, chip by chip; nothing where one number of timesteps was measured. */
function verdicts(network, rows) {
  const few = String(TIMESTEPS[0]);
  const kinds = [...SIGMAS.map((sigma) => ['none', String(sigma), 'none']), ...['A', 'B', 'C'].map((wires) => [wires, '10', 'none']), ...['B', 'C'].map((wires) => [wires, '10', 'gain'])];
  const lines = kinds.flatMap(([wires, sigma, mitigation]) => {
    const find = (timesteps, ofWires, ofSigma, how) => rows.find((row) => row.network === network && row.timesteps === timesteps && row.array === '64' && row.wires === ofWires && row.sigma === ofSigma && row.mitigation === how);
    const many = TIMESTEPS.map(String).findLast((timesteps) => find(timesteps, wires, sigma, mitigation)) ?? few;
    const [a, b, idealA, idealB] = [find(few, wires, sigma, mitigation), find(many, wires, sigma, mitigation), find(few, 'none', '0', 'none'), find(many, 'none', '0', 'none')];
    if (many === few || !a || !b || !idealA || !idealB) return [];
    const losses = (row, ideal) => accuraciesOf(row).map((value) => 100 * (accuraciesOf(ideal)[0] - value));
    const [lossA, lossB] = [losses(a, idealA), losses(b, idealB)];
    const chip = mitigation === 'none' ? wires : `${wires}, gain folded`;
    const shown = `| ${chip} | ${sigma} % | ${meanOf(lossA).toFixed(2)} | ${meanOf(lossB).toFixed(2)} (T = ${many})`;
    if ([a, b].every((row) => Math.max(...accuraciesOf(row)) < GUESSED)) return [`${shown} | | nothing left at either |`];
    const differences = lossA.map((loss, i) => loss - lossB[i]);
    const interval = intervalOfMean(differences);
    const says = interval === null ? 'one chip only' : interval[1] < 0 ? 'fewer timesteps lose less' : interval[0] > 0 ? 'fewer timesteps lose more' : 'no difference that 95 % are sure of';
    return [`${shown} | ${meanOf(differences).toFixed(2)}${interval === null ? '' : ` [${interval.map((end) => end.toFixed(2)).join(', ')}]`} | ${says} |`];
  });
  return lines.length === 0 ? [] : [[`**${network}**, points lost against the ideal chip with as many timesteps, 64 x 64; difference chip by chip with its 95 % interval (Student's t)`, '',
    `| wires | variation | lost at T = ${few} | at the most measured | difference | |`, '|---|---|---|---|---|---|', ...lines, ''].join('\n')];
}
