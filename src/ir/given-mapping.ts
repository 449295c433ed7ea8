import { diagnose, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/printable.ts';
import { seatedInputs } from './input-seats.ts';
import { neuronBases, neuronCount, type Network, type Population } from './network.ts';
import { piecesOf, sumUnitOf } from './pieces.ts';
import type { Target } from './target.ts';
import { layoutOf, positionAt, type Unrolled } from './unrolled.ts';

/** A core for every neuron, as a file of the user says it: it takes the place of partitioning and placement. */
export interface GivenMapping {
  readonly file: string;
  /** Core of each neuron (row-major), -1 where the file names none, below that where it names one that the target does not have; by name of the population. */
  readonly cores: ReadonlyMap<string, Int32Array>;
}

/** Most findings of one kind. */
const MOST = 10;

/**
 * What is wrong with a mapping before anything is made of it: populations that the network does not have or that have another size (S833), neurons without
 * a core (S830), cores that are faulty (S836). Inputs need one only where they take the places of neurons.
 */
export function checkGivenMapping({ file, cores }: GivenMapping, network: Network, target: Target): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const known = new Map(network.populations.map((population) => [population.name, population]));
  for (const [name, { length }] of cores) {
    const population = known.get(name);
    if (!population || neuronCount(population) !== length) {
      found.push(diagnose('S833', { population: printable(name), neurons: length, has: population ? neuronCount(population) : null }, { file }));
    }
  }
  for (const population of network.populations) if (needsCores(population, target)) found.push(...checkPopulation(population, cores.get(population.name), file));
  const faulty = new Set(target.mesh.faultyCores ?? []);
  for (const [name, own] of cores) {
    const neuron = own.findIndex((core) => faulty.has(core));
    if (neuron >= 0) found.push(diagnose('S836', { population: printable(name), neuron, core: own[neuron]!, target: target.name }, { file }));
  }
  return found;
}

/** Inputs of values may be registers, which is known only when the network is unrolled. */
function needsCores({ neuron }: Population, { mesh, inputValues }: Target): boolean {
  return neuron.kind !== 'input' || (mesh.inputs === 'cores' && !(neuron.coding === 'current' && inputValues === 'registers'));
}

function checkPopulation(population: Population, cores: Int32Array | undefined, file: string): readonly Diagnostic[] {
  const size = neuronCount(population);
  if (cores && cores.length !== size) return [];
  const named = cores ?? new Int32Array(size).fill(-1);
  const without = named.reduce((sum, core) => sum + Number(core === -1), 0);
  return without === 0 ? [] : [diagnose('S830', { population: printable(population.name), neuron: named.indexOf(-1), without, neurons: size }, { file })];
}

/** Features at which units of a population must be cut so that all columns of a unit are on one core, at every position; ascending, inside 1 .. features - 1. */
export function cutsOf({ cores }: GivenMapping, network: Network, population: Population): readonly number[] {
  const own = cores.get(population.name);
  if (!own) return [];
  const { features, positions } = layoutOf(network, population);
  const cuts: number[] = [];
  for (let feature = 1; feature < features; feature++) {
    const at = feature * positions;
    for (let position = 0; position < positions; position++) {
      if (own[at + position] === own[at + position - positions]) continue;
      cuts.push(feature);
      break;
    }
  }
  return cuts;
}

/** Core of each piece: that of its somas; partial sums are formed where they are added. Weights stored once serve neurons of one core only (S834). */
export function coresOfPieces(given: GivenMapping, unrolled: Unrolled, style: Target['style']): { readonly cores: Int32Array; readonly diagnostics: readonly Diagnostic[] } {
  const { network, units } = unrolled;
  const pieces = piecesOf(unrolled, style);
  const sumUnit = sumUnitOf(unrolled);
  const cores = new Int32Array(pieces.count);
  const diagnostics: Diagnostic[] = [];
  // Sum units stand behind what they add.
  for (let index = units.length - 1; index >= 0; index--) {
    const { population, columns, soma } = units[index]!;
    const { name } = network.populations[population]!;
    const own = given.cores.get(name)!;
    const { positions } = layoutOf(network, network.populations[population]!);
    for (let piece = pieces.first[index]!; piece < pieces.first[index + 1]!; piece++) {
      const offset = piece - pieces.first[index]!;
      cores[piece] = soma ? own[columns.start * positions + positionAt(units[index]!, offset)]! : cores[pieces.first[sumUnit[index]!]! + offset]!;
    }
    if (style !== 'weights-stored-once' || !soma) continue;
    const other = own.subarray(columns.start * positions, columns.end * positions).findIndex((core) => core !== cores[pieces.first[index]!]);
    if (other >= 0 && diagnostics.length < MOST) {
      diagnostics.push(diagnose('S834', { population: printable(name), neuron: columns.start * positions + other, first: columns.start * positions }, { file: given.file }));
    }
  }
  return { cores, diagnostics };
}

/** Core of each input that takes the place of a neuron, by number over all neurons; null where none does. */
export function inputCoresOf({ cores }: GivenMapping, network: Network, target: Target): Int32Array | null {
  const seated = seatedInputs(network, target);
  if (seated.length === 0) return null;
  const bases = neuronBases(network);
  const found = new Int32Array(bases[bases.length - 1]!).fill(-1);
  for (const population of seated) found.set(cores.get(population.name)!, bases[network.populations.indexOf(population)]);
  return found;
}

/** The cores that a mapping uses, ascending, without repetition. */
export function usedCores(cores: Int32Array): Int32Array {
  return Int32Array.from(new Set(cores)).sort();
}
