import { code, number, or, plain, sentence, table } from './markdown.mjs';

export function targetsPage({ builtInTargets, loadTarget }) {
  const targets = builtInTargets().map(({ name }) => loadTarget(name).target);
  return `A target is hardware as data: what a chip can hold, what it counts and what each count costs. The keys of a file, and how to write one: [targets](../../targets/README.md).

${targets.map(({ name, summary }) => `- [${code(name)}](#${name}): ${plain(summary)}`).join('\n')}

${targets.map(section).join('\n\n')}`;
}

function section(target) {
  return [
    `## ${target.name}`, sentence(target.summary), table(['limit', 'value'], limits(target)),
    '**Neurons**', `Can do: ${target.neurons ? target.neurons.features.join(', ') : 'leak, hard-reset, subtract-reset, recurrence'}.${target.neurons ? ` Source: ${plain(target.neurons.source)} (${target.neurons.evidence}).` : ''}`,
    '**Prices**', table(['part', 'each of', 'energy', 'source', 'evidence', 'note'], target.prices.map(({ part, count, energy_pJ, includes }) => [part, `${count}${includes ? ` (includes ${includes.join(', ')})` : ''}`, ...origin(energy_pJ, 'pJ')])),
    ...unpriced(target), ...power(target), '**Times**', table(['what', 'time', 'source', 'evidence', 'note'], times(target.timing)),
    ...(target.areas.length === 0 ? ['**Areas**', 'Not known.'] : ['**Areas**', table(['part', 'area', 'source', 'evidence', 'note'], target.areas.map(({ part, per, area_um2 }) => [`${part}, each ${per}`, ...origin(area_um2, 'um²')]))]),
  ].join('\n\n');
}

function limits({ style, mesh, core, fanIn, weightBits, inputBits, partialSums, device }) {
  const none = 'no limit';
  return [
    ['style', style.replaceAll('-', ' ')],
    ['tiles', `${mesh.width} x ${mesh.height}, ${mesh.coresPerTile} ${mesh.coresPerTile === 1 ? 'core' : 'cores'} each`],
    ['a spike to many cores', mesh.multicast ? 'one packet, copied at branches' : 'one packet a core'],
    ['neurons a core', or(core.neurons, none)], ['axons into a core', or(core.axonsIn, none)], ['axons out of a core', or(core.axonsOut, none)],
    ['synapse memory a core', core.synapseMemory_bits === null ? none : `${core.synapseMemory_bits} bits`],
    ['crossbars a core', core.crossbars ? `${core.crossbars.count} of ${core.crossbars.rows} x ${core.crossbars.columns}` : 'none'],
    ['fan-in', fanIn], ['bits of a weight', `${weightBits.minimum} to ${weightBits.maximum}`], ['bits of an input value', inputBits],
    ['partial sums', partialSums === 'carried' ? 'carried by packets' : 'assumed: packets carry spikes only'],
    ['memory device', device ? `[${device.name}](devices.md#${device.name})` : 'none'],
    ['buffer at the end of a link', or(mesh.linkBuffer, 'not known')],
  ];
}

function unpriced({ unpriced: reasons }) {
  const rows = Object.entries(reasons);
  return rows.length === 0 ? [] : ['**Not priced**: named gaps of every report in which they occur', table(['count', 'why'], rows.map(([count, why]) => [count, plain(why)]))];
}

function power({ staticPower }) {
  return ['**Static power**', staticPower ? table(['each', 'power', 'source', 'evidence', 'note'], [[staticPower.per, ...origin(staticPower.power_W, 'W')]]) : 'Not known.'];
}

function times({ perCount_ns, hopEastWest_ns, hopNorthSouth_ns, hopBetweenChips_ns, barrier_ns, minimumStep_ns }) {
  const rows = [...Object.entries(perCount_ns), ['hop east or west', hopEastWest_ns], ['hop north or south', hopNorthSouth_ns], ['hop between chips, besides', hopBetweenChips_ns], ['barrier of a timestep', barrier_ns], ['least timestep', minimumStep_ns]];
  return rows.filter(([, constant]) => constant).map(([what, constant]) => [what, ...origin(constant, 'ns')]);
}

/** Value, source, evidence and note of a constant. */
export function origin({ value, source, scope, evidence, note }, unit) {
  return [`${number(value)} ${unit}`.trim(), plain(source), `${evidence}${scope === 'all-in' ? ', all-in' : ''}`, plain(note ?? '')];
}
