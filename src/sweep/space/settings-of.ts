import { readFileSync } from 'node:fs';
import { fail } from '../../diagnostics/diagnostic.ts';
import { reasonOf } from '../../files.ts';
import { layout } from '../folder/layout.ts';
import type { Manifest } from '../folder/manifest.ts';
import type { Settings } from '../plan/plan.ts';
import { pointsOf } from './points.ts';

/** A generation of a search, written before any of its points begins. */
export interface Generation {
  readonly schema: 'synaptile-sweep-generation/1';
  readonly generation: number;
  /** Of the axes alone. */
  readonly points: readonly Settings[];
}

/** All options of each point of a folder, by number. @throws DiagnosticError S629 for points of a generation that was not drawn yet */
export function settingsIn(folder: string, { plan }: Manifest): (point: number) => Settings {
  const { design, fixed } = plan;
  if (design.kind !== 'search') return pointsOf(plan).at;
  const generations = new Map<number, Generation>();
  return (point) => {
    const number = Math.floor(point / design.population);
    const generation = generations.get(number) ?? readGeneration(folder, number);
    generations.set(number, generation);
    return { ...fixed, ...generation.points[point % design.population] };
  };
}

/** @throws DiagnosticError S629 */
export function readGeneration(folder: string, number: number): Generation {
  try {
    return JSON.parse(readFileSync(layout.generation(folder, number), 'utf8')) as Generation;
  } catch (error) {
    return fail('S629', { reason: `generation ${number} of the search: ${error instanceof SyntaxError ? 'it is damaged' : reasonOf(error)}` }, { file: folder });
  }
}
