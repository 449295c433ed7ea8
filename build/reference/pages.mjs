import { commandsPage } from './commands.mjs';
import { componentsPage } from './components.mjs';
import { devicesPage } from './devices.mjs';
import { diagnosticsPage } from './diagnostics.mjs';
import { circuitsPage } from './neuron-circuits.mjs';
import { mappersPage, mitigationsPage, passesPage } from './passes.mjs';
import { nonIdealitiesPage } from './non-idealities.mjs';
import { platformsPage } from './platforms.mjs';
import { reportPage } from './report.mjs';
import { sweepPlansPage } from './sweep-plans.mjs';
import { targetsPage } from './targets.mjs';

const MADE = '<!-- Made by npm run reference from the tables of the program. Do not edit. -->';

/** The pages by file name, the list of them among them. */
export function referencePages(tables) {
  const pages = [
    ['commands.md', 'Commands', 'every command with its options', commandsPage(tables)],
    ['passes.md', 'Passes', 'what each lowering guarantees, and its options', passesPage(tables)],
    ['mappers.md', 'Mapping strategies', 'the values of `--mapper` and `--mappers`', mappersPage(tables)],
    ['targets.md', 'Targets', 'limits, prices and times of the built-in hardware, each constant with its source', targetsPage(tables)],
    ['devices.md', 'Memory devices', 'the values behind `@` in `--target NAME@DEVICE`', devicesPage(tables)],
    ['components.md', 'Components', 'what prices are made of', componentsPage(tables)],
    ['neuron-circuits.md', 'Neuron circuits', 'the values of `--neuron-circuit`', circuitsPage(tables)],
    ['non-idealities.md', 'Non-idealities', 'the sets and the keys of `--non-idealities`', nonIdealitiesPage(tables)],
    ['mitigations.md', 'Mitigations', 'the values of `--mitigate`', mitigationsPage(tables)],
    ['platforms.md', 'Platforms', 'parameters and repairs of `estimate`', platformsPage(tables)],
    ['sweep-plans.md', 'Sweep plans', 'the keys of a plan of `sweep`', sweepPlansPage(tables)],
    ['report.md', 'The JSON report', 'its keys and their meaning', reportPage(tables)],
    ['diagnostics.md', 'Diagnostics', 'every code with its explanation', diagnosticsPage(tables)],
  ];
  return new Map([['README.md', index(pages)], ...pages.map(([name, title, , text]) => [name, `${MADE}\n\n# ${title}\n\n${text.trim()}\n`])]);
}

function index(pages) {
  const rows = pages.map(([name, title, what]) => `- [${title}](${name}): ${what}`);
  return `${MADE}

# Reference

${rows.join('\n')}
- [The network language](../../grammar/README.md): one page, made from the parser's own tables (\`npm run language\`)
- JSON Schemas are in the package, \`dist/*.schema.json\`: of the files that users write, and of what commands write as JSON ([the JSON report](report.md))
`;
}
