import type { CompletedCommand, CompletedOption, Values } from './describe.ts';

/** For bash from 3.2 on; words are filtered by bash itself. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const top = commands.filter(({ path }) => !path.includes(' ')).map(({ path }) => path);
  return `# Completion of synaptile for bash. In ~/.bashrc: source <(synaptile completion bash)
_synaptile_files() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY+=($(compgen -f -- "$1"))
}

_synaptile() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    _synaptile_words '${['--help', '--version', ...top].join(' ')}' "$current"
    return
  fi
${commands.filter(({ subcommands }) => subcommands.length > 0).map(subcommandLine).join('')}  case "$path $previous" in
${commands.flatMap(({ path, options }) => options.flatMap((option) => valueCase(path, option))).join('\n')}
  esac
  case "$path" in
${commands.map(commandCase).join('\n')}
  esac
}

_synaptile_words() {
  local word
  for word in $1; do
    case "$word" in "$2"*) COMPREPLY+=("$word") ;; esac
  done
}

complete -F _synaptile synaptile
`;
}

function subcommandLine({ path, subcommands }: CompletedCommand): string {
  return `  if [ "$path" = ${path} ]; then
    case "\${COMP_WORDS[2]}" in ${subcommands.join('|')}) [ "$COMP_CWORD" -gt 2 ] && path="$path \${COMP_WORDS[2]}" ;; esac
  fi
`;
}

/** What may follow an option. An optional value may also be left out, so what else there is follows too. */
function valueCase(path: string, { long, short, value, optional }: CompletedOption): string[] {
  if (!value || (optional && !value.files)) return [];
  const flags = [long, ...(short === null ? [] : [short])].map((flag) => `"${path} ${flag}"`).join('|');
  return [`    ${flags}) ${reply(value)}${optional ? '' : '; return'} ;;`];
}

function commandCase({ path, subcommands, options, operand }: CompletedCommand): string {
  const flags = options.map(({ long }) => long).join(' ');
  const words = [...subcommands, ...(operand?.names ?? [])].join(' ');
  const others = [...(words === '' ? [] : [`_synaptile_words '${words}' "$current"`]), ...(operand?.files ? ['_synaptile_files "$current"'] : [])];
  return `    "${path}") case "$current" in -*) _synaptile_words '${flags}' "$current" ;; *) ${others.length > 0 ? others.join('; ') : ':'} ;; esac ;;`;
}

function reply({ names, files }: Values): string {
  const parts = [...(names.length > 0 ? [`_synaptile_words '${names.join(' ')}' "$current"`] : []), ...(files ? ['_synaptile_files "$current"'] : [])];
  return parts.length > 0 ? parts.join('; ') : ':';
}
