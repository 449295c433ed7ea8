// node test/simulate/crossbar/wires/ngspice/make-currents.mjs: runs ngspice on the netlists of the cases of ../cases.ts and writes the currents of
// the first input vector to currents.json, where those of a case are not there yet. 128 x 128 takes some minutes each, with sinh cells more.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importSource } from '../../../../../build/import-source.mjs';

const { makeCase, WIRE_SETS } = await importSource('test/simulate/crossbar/wires/cases.ts');
const { spiceNetlist } = await importSource('src/simulate/crossbar/wires/spice.ts');

const LINEAR = { kind: 'linear' };
const SINH = { kind: 'sinh', v0_V: 0.05 };
const CUBIC = { kind: 'cubic', a_perV2: 20 };
const SMALL = [LINEAR, SINH, CUBIC].flatMap((cell) => ['A', 'C'].flatMap((set) => [16, 32].map((size) => ({ set, size, cell }))));
const LARGE = ['A', 'C'].flatMap((set) => [{ set, size: 64, cell: LINEAR }, { set, size: 64, cell: SINH }]);
const HUGE = [LINEAR, SINH].flatMap((cell) => ['A', 'C'].map((set) => ({ set, size: 128, cell })));

const kept = new URL('currents.json', import.meta.url);
const made = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};
const folder = mkdtempSync(join(tmpdir(), 'synaptile-ngspice-'));
for (const { set, size, cell } of [...SMALL, ...LARGE, ...HUGE].filter(({ set, size, cell }) => !(`${set}-${size}-${cell.kind}` in made))) {
  const file = join(folder, 'case.cir');
  writeFileSync(file, [...spiceNetlist(makeCase({ rows: size, columns: size, wires: WIRE_SETS[set], cell }))].join(''));
  const { stdout, stderr } = spawnSync('ngspice', ['-b', file], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  const currents_A = [...stdout.matchAll(/^i\(vsense\d+\) = (\S+)$/gm)].map(([, amperes]) => Number(amperes));
  if (currents_A.length !== size) throw new Error(`${set} ${size} ${cell.kind}: ${stderr}`);
  made[`${set}-${size}-${cell.kind}`] = { set, size, cell, currents_A };
  writeFileSync(kept, `{\n${Object.entries(made).map(([name, one]) => `  ${JSON.stringify(name)}: ${JSON.stringify(one)}`).join(',\n')}\n}\n`);
}
rmSync(folder, { recursive: true });
