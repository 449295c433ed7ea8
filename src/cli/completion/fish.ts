import type { CompletedCommand, CompletedOption, Values } from './describe.ts';

/** For fish from 3.0 on. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const top = commands.filter(({ path }) => !path.includes(' '));
  return `# Completion of synaptile for fish. synaptile completion fish > ~/.config/fish/completions/synaptile.fish
function __synaptile_in
    set -l words (commandline -opc)
    set -e words[1]
    set -l size (count (string split ' ' -- $argv[1]))
    test "$words[1..$size]" = $argv[1]; or return 1
    set -l next (math $size + 1)
    not contains -- "$words[$next]" $argv[2..-1]
end

complete -c synaptile -f
complete -c synaptile -n 'test (count (commandline -opc)) -eq 1' -l version -d 'show the version'
${top.map(({ path, help }) => `complete -c synaptile -n 'test (count (commandline -opc)) -eq 1' -a ${path} -d ${quoted(help)}`).join('\n')}
${commands.flatMap(commandLines).join('\n')}
`;
}

function commandLines({ path, help, subcommands, options, operand }: CompletedCommand): string[] {
  const start = `complete -c synaptile -n ${quoted(`__synaptile_in ${[`"${path}"`, ...subcommands].join(' ')}`)}`;
  const names = [...subcommands, ...(operand?.names ?? [])];
  return [
    `# ${path}: ${help}`,
    ...(names.length > 0 ? [`${start} -a ${quoted(names.join(' '))}`] : []),
    ...(operand?.files ? [`${start} -F`] : []),
    ...options.map((option) => `${start} ${optionWords(option)}`),
  ];
}

function optionWords({ long, short, help, value, optional }: CompletedOption): string {
  const flags = [`-l ${long.slice(2)}`, ...(short === null ? [] : [`-s ${short.slice(1)}`])];
  return [...flags, ...(value ? valueWords(value, optional) : []), `-d ${quoted(help)}`].join(' ');
}

/** fish knows no optional value that follows a space, so such an option is offered as one without. */
function valueWords({ names, files }: Values, optional: boolean): string[] {
  if (optional) return [];
  return ['-r', ...(files ? ['-F'] : ['-f']), ...(names.length > 0 ? [`-a ${quoted(names.join(' '))}`] : [])];
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
