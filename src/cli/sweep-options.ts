import type { Command, Option } from 'commander';
import type { DeclaredOption } from '../index.ts';

/** The options of `synaptile run` as a plan may use them: the same declarations, defaults and parsers. */
export function declaredOptions(run: Command): readonly DeclaredOption[] {
  return run.options.map((option) => ({
    name: (option.long ?? '').replace(/^--(no-)?/, ''), attribute: option.attributeName(), takes: takesOf(option), required: option.mandatory,
    // Of --no-NAME commander keeps no default of its own: it is true.
    default: option.negate ? true : option.defaultValue as unknown,
    parse: (text, before) => (option.parseArg === undefined ? text : (option.parseArg as (value: string, previous: unknown) => unknown)(text, before)),
  }));
}

function takesOf(option: Option): DeclaredOption['takes'] {
  if (option.isBoolean() || option.negate) return 'flag';
  return Array.isArray(option.defaultValue) ? 'list' : 'value';
}
