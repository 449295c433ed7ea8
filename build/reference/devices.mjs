import { code, plain, sentence, table } from './markdown.mjs';
import { origin } from './targets.mjs';

const ELECTRICAL = [['conductanceOff_S', 'conductance off', 'S'], ['conductanceOn_S', 'conductance on', 'S'], ['readVoltage_V', 'read voltage', 'V'], ['levels', 'conductances', '']];

export function devicesPage({ BUILT_IN }) {
  return `\`--target NAME@DEVICE\` puts another memory device into the crossbars of a target; \`--non-idealities device\` switches on what it does by default. A signed weight is a pair of devices.

${Object.values(BUILT_IN.device).map(section).join('\n\n')}`;
}

function section(device) {
  const write = Object.entries(device.write ?? {}).flatMap(([name, one]) => ('value' in one ? [[`write ${name.replaceAll('_', ', ')}`, ...origin(one, '')]] : Object.entries(one).map(([key, value]) => [`verify ${key.replaceAll('_', ', ')}`, ...origin(value, '')])));
  const effects = Object.entries(device.nonIdealities).filter(([, value]) => value !== null).map(([name, value]) => [code(name), code(JSON.stringify(value))]);
  return [
    `## ${device.name}`, sentence(device.summary), ...((device.papers ?? []).length > 0 ? [device.papers.map((one) => `- ${plain(one)}`).join('\n')] : []),
    table(['what', 'value', 'source', 'evidence', 'note'], [...ELECTRICAL.filter(([key]) => device[key]).map(([key, name, unit]) => [name, ...origin(device[key], unit)]), ...write]),
    effects.length > 0 ? table(['effect by default', 'value'], effects) : 'No effect by default.',
  ].join('\n\n');
}
