import type { CompletedCommand, CompletedOption, Values } from './describe.ts';

/** For zsh with its completion system: a file _synaptile of a folder of fpath, or evaluated after compinit. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const top = commands.filter(({ path }) => !path.includes(' '));
  return `#compdef synaptile
# Completion of synaptile for zsh. In ~/.zshrc, after compinit: source <(synaptile completion zsh)
_synaptile() {
  local curcontext="$curcontext" name="$words[2]"
  if (( CURRENT == 2 )); then
    local -a commands
    commands=(
${top.map(({ path, help }) => `      ${quoted(`${path}:${help}`)}`).join('\n')}
    )
    _describe command commands
    return
  fi
${commands.filter(({ subcommands }) => subcommands.length > 0).map(({ path, subcommands }) => `  if [[ $name == ${path} && $CURRENT -gt 3 && $words[3] == (${subcommands.join('|')}) ]]; then
    name="$name $words[3]"
    shift words
    (( CURRENT-- ))
  fi
`).join('')}  shift words
  (( CURRENT-- ))
  case $name in
${commands.map(commandCase).join('\n')}
  esac
}

if [[ $funcstack[1] == _synaptile ]]; then _synaptile "$@"; else compdef _synaptile synaptile; fi
`;
}

function commandCase({ path, subcommands, options, operand }: CompletedCommand): string {
  const values: Values | null = subcommands.length > 0 ? { names: [...subcommands, ...(operand?.names ?? [])], files: operand?.files ?? false } : operand;
  const specs = [...options.flatMap(optionSpecs), ...(values ? [quoted(`*:operand:${action(values)}`)] : [])];
  return `    ${quoted(path)}) _arguments \\\n${specs.map((spec) => `      ${spec}`).join(' \\\n')} ;;`;
}

function optionSpecs({ long, short, help, value, optional, repeatable }: CompletedOption): string[] {
  const flags = short === null ? [long] : [short, long];
  const text = help.replace(/[[\]\\]/g, '\\$&').replace(/:/g, '\\:');
  return flags.map((flag) => quoted(`${repeatable ? '*' : ''}${flag}[${text}]${value ? `:${optional ? ':' : ''}value:${action(value)}` : ''}`));
}

function action({ names, files }: Values): string {
  const words = names.map((name) => name.replace(/[:\\]/g, '\\$&')).join(' ');
  if (files) return names.length > 0 ? `{ compadd -- ${words}; _files }` : '_files';
  return names.length > 0 ? `(${words})` : ' ';
}

function quoted(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}
