import { code, number, plain, sentence, table } from './markdown.mjs';

const COSTS = [['spike_J', 'a spike', 'J'], ['synapticOperation_J', 'a synaptic operation', 'J'], ['static_W', 'static', 'W']];
const NOT_PARAMETERS = new Set(['$schema', 'name', 'summary', 'papers', 'kind', 'energy']);

export function circuitsPage({ BUILT_IN }) {
  const circuits = Object.entries(BUILT_IN['neuron-circuit']);
  return `What somas are made of. Parameters are set behind the name: \`--neuron-circuit cm28-min,reset_V=0.3\`. \`synaptile circuits NAME\` shows a transfer curve. The laws:
[src/simulate/neuron](../../src/simulate/neuron/README.md); the keys of a file: [targets](../../targets/README.md#neuron-circuits).

${circuits.map(([name, circuit]) => section(name, circuit)).join('\n\n')}`;
}

function section(name, circuit) {
  const parameters = Object.entries(circuit).filter(([key]) => !NOT_PARAMETERS.has(key)).map(([key, value]) => [code(key), code(JSON.stringify(value))]);
  const costs = COSTS.map(([key, what, unit]) => {
    const cost = circuit.energy[key];
    return cost ? [what, `${number(cost.value)} ${unit}`, plain(cost.source), plain(cost.scope), cost.evidence] : [what, 'not known', '', '', ''];
  });
  return [
    `## ${name}`, `Law: ${circuit.kind}. ${sentence(circuit.summary)}`, (circuit.papers ?? []).map((one) => `- ${plain(one)}`).join('\n'),
    ...(parameters.length > 0 ? [table(['parameter', 'value'], parameters)] : []), table(['energy of', 'value', 'source', 'what it includes', 'evidence'], costs),
  ].filter((part) => part !== '').join('\n\n');
}
