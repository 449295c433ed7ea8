import type { Wires } from '../../../../src/ir/wires.ts';

/** G_eff of a very small crossbar in exact fractions: no rounding but that of the results. Resistances finite and above 0. */
export function exactEffectiveMatrix(conductance_S: Float64Array, rows: number, columns: number, wires: Wires): Float64Array {
  const nodes = 2 * rows * columns;
  const [driver, wireRow, wireCol, sense] = [wires.driver_ohm, wires.wireRow_ohm, wires.wireCol_ohm, wires.sense_ohm].map((ohm) => divide(ONE, fraction(ohm))) as [Fraction, Fraction, Fraction, Fraction];
  const matrix = Array.from({ length: nodes }, () => Array.from({ length: nodes + rows }, () => ZERO));
  const add = (i: number, j: number, value: Fraction): void => { matrix[i]![j] = plus(matrix[i]![j]!, value); };
  const join = (i: number, j: number, value: Fraction): void => {
    for (const [one, other] of [[i, j], [j, i]] as const) {
      add(one, one, value);
      add(one, other, minus(value));
    }
  };
  conductance_S.forEach((siemens, cell) => {
    join(2 * cell, 2 * cell + 1, fraction(siemens));
    if ((cell + 1) % columns !== 0) join(2 * cell, 2 * cell + 2, wireRow);
    if (cell + columns < rows * columns) join(2 * cell + 1, 2 * (cell + columns) + 1, wireCol);
    else add(2 * cell + 1, 2 * cell + 1, sense);
    if (cell % columns === 0) {
      add(2 * cell, 2 * cell, driver);
      add(2 * cell, nodes + cell / columns, driver);
    }
  });
  for (let k = 0; k < nodes; k++) {
    for (let i = 0; i < nodes; i++) {
      if (i === k || matrix[i]![k]!.top === 0n) continue;
      const factor = divide(matrix[i]![k]!, matrix[k]![k]!);
      for (let j = k; j < nodes + rows; j++) add(i, j, minus(times(factor, matrix[k]![j]!)));
    }
  }
  return Float64Array.from({ length: rows * columns }, (_, at) => {
    const node = 2 * ((rows - 1) * columns + (at % columns)) + 1;
    return toNumber(times(sense, divide(matrix[node]![nodes + Math.floor(at / columns)]!, matrix[node]![node]!)));
  });
}

interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

const ZERO: Fraction = { top: 0n, bottom: 1n };
const ONE: Fraction = { top: 1n, bottom: 1n };

/** The number itself: doubles are fractions. */
function fraction(value: number): Fraction {
  let exponent = 0;
  while (!Number.isInteger(value)) {
    value *= 2;
    exponent++;
  }
  return reduced(BigInt(value), 1n << BigInt(exponent));
}

function reduced(top: bigint, bottom: bigint): Fraction {
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  while (b > 0n) [a, b] = [b, a % b];
  return bottom < 0n ? { top: -top / a, bottom: -bottom / a } : { top: top / a, bottom: bottom / a };
}

const plus = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
const minus = (a: Fraction): Fraction => ({ top: -a.top, bottom: a.bottom });
const times = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.top, a.bottom * b.bottom);
const divide = (a: Fraction, b: Fraction): Fraction => reduced(a.top * b.bottom, a.bottom * b.top);

/** With at least 60 bits of the quotient, whatever its size. */
function toNumber({ top, bottom }: Fraction): number {
  const shift = BigInt(Math.max(0, 64 + bottom.toString(2).length - top.toString(2).length));
  return Number((top << shift) / bottom) / 2 ** Number(shift);
}
