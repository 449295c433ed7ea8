import type { CrossbarReport } from './summary.ts';

/** The report as JSON: currents_A holds one list for each input vector, one key or inner list a line. What is no number (an ideal current through a short) is null. */
export function renderCrossbarJson({ schema, version, case: file, problem, solution, exact, nodes, loss, error, effectiveMatrix_S }: CrossbarReport): string {
  const { rows, columns, vectors, wires, cell, silentRows } = problem;
  const { method, iteration, currents_A, ideal_A } = solution;
  const resistances = Object.fromEntries(Object.entries(wires).map(([key, ohm]) => [key, ohm === Infinity ? 'inf' : ohm]));
  const entries: readonly (readonly [string, string])[] = [
    ...Object.entries({
      schema, version, case: file, rows, cols: columns, ...resistances, cell, silentRows, method, exact, nodes,
      tolerance: iteration?.tolerance ?? null, residual: iteration?.residual ?? null, iterations: iteration?.iterations ?? null, newtonSteps: iteration?.steps ?? null, worstCell: iteration?.worstCell ?? null,
      loss, error,
    }).map(([key, value]) => [key, JSON.stringify(value)] as const),
    ['currents_A', listsOf(currents_A, vectors, columns)],
    ['ideal_A', listsOf(ideal_A, vectors, columns)],
    ...(effectiveMatrix_S === null ? [] : [['effectiveMatrix_S', listsOf(effectiveMatrix_S, rows, columns)] as const]),
  ];
  return `{\n${entries.map(([key, value]) => `  ${JSON.stringify(key)}: ${value}`).join(',\n')}\n}\n`;
}

function listsOf(values: Float64Array, count: number, length: number): string {
  if (count === 0) return '[]';
  return `[\n${Array.from({ length: count }, (_, at) => `    [${Array.from(values.subarray(at * length, (at + 1) * length), (value) => JSON.stringify(value)).join(', ')}]`).join(',\n')}\n  ]`;
}
