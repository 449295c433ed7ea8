import { code, number, plain, table } from './markdown.mjs';

/** The passes in the order of the data, with the room that each lives in. */
export function passesPage({ PASSES }) {
  const sections = PASSES.map(({ stage, pass }, index) => {
    const options = pass.options.map((option) => [code(option.name), plain(option.default), plain(option.help)]);
    return [
      `## ${index + 1}-${pass.name}`,
      `Makes the stage \`${stage}\`. Afterwards: ${plain(pass.summary)}.`,
      `More: [passes/${index + 1}-${pass.name}](../../passes/${index + 1}-${pass.name}/README.md).`,
      ...(options.length > 0 ? [table(['option', 'default', 'meaning'], options)] : ['No options.']),
    ].join('\n\n');
  });
  return `A pass lowers one stage to the next: ${['network', ...PASSES.map(({ stage }) => stage)].map(code).join(', ')}. After each a verifier checks what the stage guarantees; \`--stop-after\`,
\`--start-from\`, \`--print-ir-after\` and \`--dump-ir-dir\` take these names. Two more rooms hold passes that act on a programmed chip: [9-mitigate](../../passes/9-mitigate/README.md)
and [10-fit-circuit](../../passes/10-fit-circuit/README.md).

${sections.join('\n\n')}`;
}

export function mappersPage({ MAPPERS }) {
  return `A strategy is a partitioner (which neurons share a core) and a placer (which core of the mesh that is). How they work: [5-partition](../../passes/5-partition/README.md),
[6-place](../../passes/6-place/README.md).

${table(['name', 'partitioner', 'placer', 'what it is'], MAPPERS.map(({ name, partitioner, placer, summary }) => [code(name), code(partitioner), code(placer), plain(summary)]))}`;
}

export function mitigationsPage({ MITIGATIONS }) {
  const range = (one) => `${plain(one.meaning)}, ${number(one.least)} to ${number(one.most)}${one.default === null ? ', must be given' : `; ${number(one.default)} where none is given`}`;
  return `In the order in which they act. \`--mitigate pairs,remap,recalibration=100\` takes several. How they work: [9-mitigate](../../passes/9-mitigate/README.md).

${table(['name', 'what it does', 'number behind `=`'], MITIGATIONS.map(({ name, summary, number: own }) => [code(name), plain(summary), own ? range(own) : '-']))}`;
}
