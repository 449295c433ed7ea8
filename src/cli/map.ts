import {
  checkWritable, type ComparedMappers, compareMappers, type CompareMappersOptions, fail, mappersNamed, passOptionsOf, printStage, read, readData,
  renderMappingComparison as renderComparison, renderMappingPage, writeAtomically,
} from '../index.ts';
import { dataOptionsOf, passChoicesOf, readOptionsOf, sampleOptionsOf, type CompileFlags, type DataFlags } from './session.ts';
import { colourful, withProgress, type Progress } from './terminal.ts';

interface Flags extends CompileFlags, DataFlags {
  readonly target: string;
  readonly mappers?: string;
  readonly input?: string;
  readonly limit: number;
  readonly seed: number;
  readonly workers?: number;
  readonly output?: string;
  readonly json?: string | true;
  readonly html?: string;
}

/** Maps one network by several strategies and puts what they cost side by side. */
export function map(model: string, flags: Flags): Promise<void> {
  return withProgress((progress) => mapWith(progress, model, flags));
}

async function mapWith(progress: Progress, file: string, flags: Flags): Promise<void> {
  const options = optionsOf(flags, progress);
  mappersNamed(options.mappers);
  if (flags.given.includes('mapper')) fail('S807', { option: '--mapper', value: flags.mapper ?? '', allowed: 'given to map as --mappers' });
  if (flags.mapping !== undefined) fail('S807', { option: '--mapping', value: 'given', allowed: 'left out where mapping strategies are compared' });
  for (const one of [flags.json, flags.html, flags.output]) if (typeof one === 'string' && one !== '-') checkWritable(one);
  passOptionsOf(options);
  const model = await read(file, readOptionsOf(flags, progress));
  const data = flags.input === undefined ? null : await readData(flags.input, model, dataOptionsOf(flags, flags.limit, progress));
  await write(await compareMappers(model, { ...options, ...(data && { data }) }), flags);
}

function optionsOf(flags: Flags, observer: Progress): CompareMappersOptions {
  const { target, calibrate, mappers, seed, limit, workers } = flags;
  const { mapper: _mapper, mapping: _mapping, ...choices } = passChoicesOf(flags);
  return {
    ...choices, ...sampleOptionsOf(flags), target, seed, limit, observer, ...(workers !== undefined && { workers }), ...(calibrate !== undefined && { calibrate }),
    ...(mappers !== undefined && { mappers: mappers.split(',').map((name) => name.trim()) }),
  };
}

async function write({ comparison, configuration }: ComparedMappers, { json, html, output }: Flags): Promise<void> {
  const text = `${JSON.stringify(comparison, null, 2)}\n`;
  if (output !== undefined) writeAtomically(output, printStage(configuration));
  if (typeof json === 'string' && json !== '-') writeAtomically(json, text);
  if (html !== undefined) writeAtomically(html, await renderMappingPage(comparison));
  process.stdout.write(json === true || json === '-' ? text : renderComparison(comparison, colourful(process.stdout)));
}
