import { diagnose, fail, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { printable } from '../../diagnostics/printable.ts';
import type { GivenMapping } from '../../ir/given-mapping.ts';
import type { Target } from '../../ir/target.ts';
import { readSanafeMapping, type GroupMapping } from './mapping.ts';
import { isSanafe } from './read-sanafe.ts';

/** Most findings of one population. */
const MOST = 10;

/**
 * The mapping of a SANA-FE file in the words of this house: core = (y * width + x) * coresPerTile + core for SANA-FE's tile x * height + y.
 * @returns with findings S831 for cores that the target does not have
 * @throws DiagnosticError S835, and as `readSanafeMapping`
 */
export function readGivenMapping(file: string, target: Target): { readonly mapping: GivenMapping; readonly diagnostics: readonly Diagnostic[] } {
  if (!isSanafe(file)) return fail('S835', { reason: 'its name does not end in .yaml' }, { file });
  const { mapping, diagnostics } = readSanafeMapping(file);
  const groups = mapping.groups.filter(({ tiles }) => tiles.some((tile) => tile >= 0));
  if (groups.length === 0) return fail('S835', { reason: 'it names no core for any neuron' }, { file });
  const found: Diagnostic[] = [...diagnostics];
  const cores = new Map(groups.map((group) => [group.population, coresOf(group, target, file, found)]));
  return { mapping: { file, cores }, diagnostics: found };
}

function coresOf({ population, tiles, cores }: GroupMapping, { name, mesh }: Target, file: string, found: Diagnostic[]): Int32Array {
  let wrong = 0;
  return tiles.map((tile, neuron) => {
    const core = cores[neuron]!;
    if (tile < 0) return -1;
    const [x, y] = [Math.floor(tile / mesh.height), tile % mesh.height];
    if (x < mesh.width && core < mesh.coresPerTile) return (y * mesh.width + x) * mesh.coresPerTile + core;
    if (wrong++ < MOST) found.push(diagnose('S831', { population: printable(population), neuron, tile, core, target: name, tiles: mesh.width * mesh.height, coresPerTile: mesh.coresPerTile }, { file }));
    return -2;
  });
}
