import { code, number, plain, sentence, table } from './markdown.mjs';

/** Keys of numbers with the unit that a reader wants to see. */
const QUANTITIES = [['energy_pJ', 'pJ'], ['power_W', 'W'], ['latency_ns', 'ns'], ['area_um2', 'µm²']];

export function componentsPage({ builtInLibraries, componentsOf, TECHNOLOGY_RULES }) {
  return `What the prices of targets and platforms are made of. A target uses a component as \`LIBRARY/COMPONENT\`; how, and how to add one: [targets](../../targets/README.md#components).

${builtInLibraries().map((library) => section(library, componentsOf(library))).join('\n\n')}

## Other technologies

\`--technology NODE,RULE\` scales components to another node. Rules:

${table(['rule', 'what it is', 'source'], TECHNOLOGY_RULES.map((rule) => [code(rule.name), plain(rule.summary), plain(rule.source)]))}`;
}

function section({ name, summary, source, node_nm, node }, components) {
  const rows = components.map((one) => [code(one.id), numbers(one), plain(one.summary), one.follows, `${one.evidence}${one.scope === 'all-in' ? ', all-in' : ''}`, plain([one.valid && `for ${one.valid}`, one.note, one.source !== source && one.source].filter(Boolean).join('; '))]);
  return [
    `## ${name}`, `${sentence(summary)} Source: ${plain(source)}. Node: ${node_nm === null ? 'not known' : `${node_nm} nm`} (${plain(node)}).`,
    table(['component', 'numbers', 'what it is', 'follows', 'evidence', 'note'], rows),
  ].join('\n\n');
}

function numbers(component) {
  return QUANTITIES.filter(([key]) => component[key] !== undefined).map(([key, unit]) => `${number(component[key])} ${unit}`).join(', ');
}
