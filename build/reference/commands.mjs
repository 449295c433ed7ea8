import { code, plain, sentence, table } from './markdown.mjs';

/** Every command of the program, in the order of its help. */
export function commandsPage({ makeProgram }) {
  const program = makeProgram();
  const help = program.createHelp();
  const parts = program.commands.map((command) => section(command, help, ['synaptile']));
  return `${plain(program.description())}

\`synaptile --version\` prints the version, \`synaptile COMMAND --help\` the options of a command. Machine output goes to stdout, progress and diagnostics to stderr.
Exit code 0: done; 1: an input is wrong; 2: the command line is wrong. \`NO_COLOR\` switches colours off. \`-\` is stdin or stdout.
Output files are written beside their place and renamed, so nothing is ever half-written; all that can be found wrong is told at once.

${program.commands.map((command) => `- [${code(command.name())}](#${command.name()}): ${plain(command.description())}`).join('\n')}

${parts.join('\n\n')}`;
}

function section(command, help, parents) {
  const path = [...parents, command.name()];
  const operands = command.registeredArguments.map((one) => (one.required ? `<${one.name()}${one.variadic ? '...' : ''}>` : `[${one.name()}${one.variadic ? '...' : ''}]`));
  const options = help.visibleOptions(command).filter((option) => option.long !== '--help');
  const rows = options.map((option) => [code(option.flags), `${option.mandatory ? 'required; ' : ''}${plain(help.optionDescription(option))}`]);
  const described = command.registeredArguments.filter((one) => one.description).map((one) => `- ${code(one.name())}: ${plain(help.argumentDescription(one))}`);
  return [
    `${'#'.repeat(path.length)} ${path.slice(1).join(' ')}`,
    `${code([...path, ...operands, ...(rows.length > 0 ? ['[options]'] : [])].join(' '))}`,
    sentence(command.description()),
    ...(described.length > 0 ? [described.join('\n')] : []),
    ...(rows.length > 0 ? [table(['option', 'meaning'], rows)] : []),
    ...command.commands.filter((one) => one.name() !== 'help').map((one) => section(one, help, path)),
  ].join('\n\n');
}
