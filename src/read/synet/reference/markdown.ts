import { FIRING_FIELDS } from '../neurons/firing.ts';
import { entriesOf } from '../fields.ts';
import type { ArgumentDescription, InputDescription, LanguageDescription, ModelDescription, WordDescription } from './description.ts';

/** The sections of the reference page that are made from the tables of the language, by the name of their mark in the page. */
export function referenceSections(language: LanguageDescription): Readonly<Record<string, string>> {
  return {
    statements: [table(['first lines', ''], forms(language.header)), table(['statement', ''], forms(language.statements)), table(['clause', ''], forms(language.clauses))].join('\n\n'),
    words: [table(['input', 'what becomes of a value'], plain(language.inputs)), inputArguments(language.inputs), table(['readout', ''], plain(language.readouts))].join('\n\n'),
    neurons: [...language.neurons.map((model) => neuron(model)), firing(language), ...callSections(language.neurons)].join('\n\n'),
    projections: [...language.projections.map((model) => section(model, model.arguments)), ...callSections(language.projections)].join('\n\n'),
  };
}

/** Arguments that most neurons share stand once, behind the models. */
const SHARED = new Set(entriesOf(FIRING_FIELDS).map(({ name, type, fallback, help }) => JSON.stringify([name, type.allowed, fallback, help])));

function isShared({ name, allowed, required, default: fallback, help }: ArgumentDescription): boolean {
  return SHARED.has(JSON.stringify([name, allowed, required ? null : (fallback ?? 'none'), help]));
}

function neuron(model: ModelDescription): string {
  const own = model.arguments.filter((argument) => !isShared(argument));
  const shared = model.arguments.filter(isShared).map(({ name }) => `\`${name}\``);
  return [section(model, own), ...(shared.length > 0 ? [`and of [every neuron that fires](#neurons-that-fire): ${shared.join(', ')}.`] : [])].join('\n\n');
}

function firing(language: LanguageDescription): string {
  const shared = new Map(language.neurons.flatMap((model) => model.arguments.filter(isShared)).map((argument) => [argument.name, argument]));
  return `#### Neurons that fire\n\n${argumentTable([...shared.values()])}`;
}

function section({ word, help, equation, example }: ModelDescription, list: readonly ArgumentDescription[]): string {
  return [`#### \`${word}\`: ${help}`, `    ${equation}`, `\`\`\`\n${example}\n\`\`\``, ...(list.length > 0 ? [argumentTable(list)] : [])].join('\n\n');
}

/** Arguments of the words for inputs, which have few. */
function inputArguments(inputs: readonly InputDescription[]): string {
  const rows = inputs.flatMap(({ word, arguments: list }) => list.map((argument) => [`${code(argument.name)} of ${code(word)}`, valueText(argument), defaultText(argument), argument.help]));
  return table(['argument', 'value', 'default', ''], rows);
}

/** Calls that stand inside arguments, each once. */
function callSections(models: readonly ModelDescription[]): string[] {
  const found = models.flatMap((model) => model.arguments.flatMap((argument) => (argument.calls ?? []).map((call) => ({ argument, call }))));
  const once = new Map(found.map(({ call }) => [`${call.word}${call.help}`, call]));
  return [...once].map(([key, call]) => {
    const names = new Set(found.filter((one) => `${one.call.word}${one.call.help}` === key).map(({ argument }) => code(argument.name)));
    return `#### ${[...names].join(', ')} = ${code(`${call.word}(...)`)}: ${call.help}\n\n${argumentTable(call.arguments)}`;
  });
}

function argumentTable(list: readonly ArgumentDescription[]): string {
  return table(['argument', 'value', 'default', ''], list.map((argument) => [code(argument.name), valueText(argument), defaultText(argument), argument.help]));
}

/** Which values an argument takes, with `code` in it. */
export function valueText({ allowed, values, calls, type }: ArgumentDescription): string {
  if (values) return values.map((value) => code(type === 'string' ? JSON.stringify(value) : value)).join(', ');
  if (calls) return calls.map(({ word }) => code(`${word}(...)`)).join(' or ');
  return `${allowed}${MANY[type] ?? ''}`;
}

const MANY: Readonly<Record<string, string>> = { parameter: ' *', vector: ', each' };

/** What stands where it is not given, with `code` in it. */
export function defaultText({ required, default: fallback, instead }: ArgumentDescription): string {
  const or = instead ? ` or ${instead}` : '';
  if (required) return `needed${or}`;
  return fallback === null ? 'none' : `${code(fallback!)}${or}`;
}

function forms(list: readonly WordDescription[]): string[][] {
  return list.map(({ form, help }) => [code(form!), help]);
}

function plain(list: readonly WordDescription[]): string[][] {
  return list.map(({ word, help }) => [code(word), help]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** A page with the sections between `<!-- made: NAME -->` and `<!-- end -->` as they are made. @throws Error when a mark is missing */
export function fillPage(page: string, sections: Readonly<Record<string, string>>): string {
  return Object.entries(sections).reduce((text, [name, made]) => {
    const mark = new RegExp(`(<!-- made: ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!mark.test(text)) throw new Error(`the page has no mark for ${name}`);
    return text.replace(mark, (_whole, start: string, end: string) => `${start}\n${made}\n\n${end}`);
  }, page);
}
