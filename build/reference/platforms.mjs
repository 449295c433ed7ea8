import { code, plain, sentence, table } from './markdown.mjs';

export function platformsPage({ PLATFORMS }) {
  return `Published platforms that \`synaptile estimate\` computes. \`--set NAME=VALUE\` sets a parameter; in mode \`corrected\`, \`--repair NAME,...\` chooses repairs. How they work:
[src/platforms](../../src/platforms/README.md).

${PLATFORMS.map(section).join('\n\n')}`;
}

function section({ name, summary, parameters, repairs }) {
  return [
    `## ${name}`, sentence(summary), table(['parameter', 'values', 'default', 'meaning', 'source'], parameters.map((one) => [code(one.name), values(one), plain(one.default), plain(one.help), plain(one.source ?? '')])),
    table(['repair', 'what the published tool does, and what is done instead'], repairs.map((one) => [code(one.name), plain(one.summary)])),
  ].join('\n\n');
}

function values({ kind, choices, from, to }) {
  if (choices) return choices.join(', ');
  return `${kind === 'whole' ? 'whole numbers, ' : ''}${from} to ${to}`;
}
