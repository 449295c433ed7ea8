import { diagramsPage, type Chapter } from '../../../../grammar/diagrams.ts';
import { escape } from '../../../../grammar/railroad.ts';
import type { ArgumentDescription, InputDescription, LanguageDescription, ModelDescription, WordDescription } from './description.ts';
import { defaultText, valueText } from './markdown.ts';

/** The whole language as one page: syntax diagrams, every model with its equation, an example and its arguments. It needs no network. */
export function languagePage(language: LanguageDescription): string {
  const chapters: readonly Chapter[] = [
    { id: 'inputs', title: 'Inputs', html: `${words(language.inputs)}\n${inputArguments(language.inputs)}` },
    { id: 'readouts', title: 'Read-outs', html: words(language.readouts) },
    { id: 'neurons', title: 'Neuron models', html: `${MANY}\n${language.neurons.map((model) => modelHtml('neuron', model)).join('\n')}` },
    { id: 'projections', title: 'Projections', html: language.projections.map((model) => modelHtml('projection', model)).join('\n') },
  ];
  return diagramsPage(chapters);
}

const MANY = '<p>Values marked * are one number, or a list or tensor with one a channel (first extent of the shape) or one a neuron.</p>';

function words(list: readonly WordDescription[]): string {
  return `<table>${list.map(({ word, help }) => row([code(word), marked(help)])).join('\n')}</table>`;
}

function inputArguments(list: readonly InputDescription[]): string {
  return argumentsHtml(list.flatMap(({ word, arguments: own }) => own.map((argument) => ({ ...argument, name: `${word}(${argument.name})` }))));
}

function modelHtml(kind: string, { word, help, equation, example, arguments: list }: ModelDescription): string {
  return `<section id="${kind}-${word}"><h3>${escape(word)}</h3>\n<p>${escape(help)}</p>
<pre>${escape(equation!.replaceAll(';  ', '\n'))}</pre>\n<pre class="example">${escape(example!)}</pre>\n${argumentsHtml(list)}</section>`;
}

/** Arguments of calls inside arguments stand below them. */
function argumentsHtml(list: readonly ArgumentDescription[], inside = ''): string {
  if (list.length === 0) return '';
  const head = '<tr><th>argument</th><th>value</th><th>default</th><th></th></tr>';
  return `<div class="scroll"><table>${head}${list.map((argument) => argumentRows(argument, inside)).join('\n')}</table></div>`;
}

function argumentRows(argument: ArgumentDescription, inside: string): string {
  const { name, help, calls = [] } = argument;
  const own = row([code(inside + name), marked(valueText(argument)), marked(defaultText(argument)), escape(help)]);
  const inner = calls.flatMap((call) => call.arguments.map((one) => argumentRows(one, `${inside}${name} = ${call.word}: `)));
  return [own, ...inner].join('\n');
}

/** Text with `code` in it. */
function marked(text: string): string {
  return escape(text).replace(/`([^`]*)`/g, '<code>$1</code>');
}

function code(text: string): string {
  return `<code>${escape(text)}</code>`;
}

function row(cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
