import type { Argument, Command, Option } from 'commander';
import { builtInNeuronCircuits, builtInNonIdealities, builtInTargets, MAPPERS, messages, MITIGATIONS, STAGE_NAMES } from '../../index.ts';

/** What may stand in a place of the command line. */
export interface Values {
  readonly names: readonly string[];
  readonly files: boolean;
}

export interface CompletedOption {
  /** Such as --output. */
  readonly long: string;
  /** Such as -o; null where there is none. */
  readonly short: string | null;
  /** One line. */
  readonly help: string;
  /** null for an option without a value. */
  readonly value: Values | null;
  /** Whether the value may be left out. */
  readonly optional: boolean;
  readonly repeatable: boolean;
}

export interface CompletedCommand {
  /** `run`, or `sweep status`. */
  readonly path: string;
  readonly help: string;
  readonly subcommands: readonly string[];
  readonly options: readonly CompletedOption[];
  /** What stands where no option does. */
  readonly operand: Values | null;
}

/** All commands of a program, and those inside them. */
export function describeCommands(program: Command, parents: readonly string[] = []): readonly CompletedCommand[] {
  return program.commands.flatMap((command) => {
    const path = [...parents, command.name()];
    return [describeCommand(command, path), ...describeCommands(command, path)];
  });
}

function describeCommand(command: Command, path: readonly string[]): CompletedCommand {
  const options = command.options.filter(({ hidden }) => !hidden).map(describeOption);
  const [argument] = command.registeredArguments;
  return {
    path: path.join(' '), help: oneLine(command.description()), subcommands: command.commands.map((one) => one.name()),
    options: [...options, { long: '--help', short: '-h', help: 'show what there is', value: null, optional: false, repeatable: false }],
    operand: argument ? operandOf(path[0]!, argument) : null,
  };
}

function describeOption(option: Option): CompletedOption {
  const { long, short, description, optional, required, argChoices, defaultValue } = option;
  return {
    long: long!, short: short ?? null, help: oneLine(description), optional, repeatable: Array.isArray(defaultValue),
    value: optional || required ? valuesOf(option.name(), argChoices ?? null, option.flags) : null,
  };
}

/** Names that the program knows for options whose values are no closed choice. */
const NAMES: Readonly<Record<string, () => readonly string[]>> = {
  target: () => [...builtInTargets().map(({ name }) => name), 'none'],
  mapper: () => MAPPERS.map(({ name }) => name),
  mappers: () => MAPPERS.map(({ name }) => name),
  'neuron-circuit': () => builtInNeuronCircuits().map(({ name }) => name),
  'non-idealities': builtInNonIdealities,
  mitigate: () => MITIGATIONS.map(({ name }) => name),
  'stop-after': () => STAGE_NAMES,
  'print-ir-after': () => [...STAGE_NAMES, 'all'],
  bits: () => ['mixed'],
  timesteps: () => ['auto'],
};

function valuesOf(name: string, choices: readonly string[] | null, flags: string): Values {
  if (choices) return { names: choices, files: false };
  return { names: NAMES[name]?.() ?? [], files: /[<[|](?:[\w-]*file[\w.]*|data|folder)[\]>|]/.test(flags) };
}

/** Names that stand where no option does, by command. */
const OPERANDS: Readonly<Record<string, () => readonly string[]>> = {
  explain: () => Object.keys(messages),
  circuits: () => builtInNeuronCircuits().map(({ name }) => name),
};

function operandOf(command: string, { argChoices }: Argument): Values {
  if (argChoices) return { names: argChoices, files: false };
  return { names: OPERANDS[command]?.() ?? [], files: command !== 'explain' };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
