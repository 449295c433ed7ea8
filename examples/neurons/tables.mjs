const percent = (value) => `${value.toFixed(2)} %`;
const shown = ({ accuracy, low, high }) => `${percent(accuracy)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
const lines = (head, body) => [`| ${head.join(' | ')} |`, `|${head.map(() => '---').join('|')}|`, ...body.map((cells) => `| ${cells.join(' | ')} |`)].join('\n');

/** Accuracy of each circuit, and how many times the errors of the ideal and of the time-domain neuron. */
export function mainTable(rows) {
  const own = rows.filter(({ table }) => table === 'main');
  const errorsOf = (name) => own.filter(({ circuit }) => circuit === name).map(({ samples, correct }) => (samples - correct) / samples)[0];
  const [ideal, time] = [errorsOf('ideal'), errorsOf('time-domain')];
  const ratio = (row, reference) => (reference ? ((row.samples - row.correct) / row.samples / reference).toFixed(2) : '');
  return lines(['circuit', 'swing, V', 'calibration', 'images', 'accuracy (95 % interval)', 'errors / ideal', 'errors / time-domain'],
    own.map((row) => [row.circuit, row.swing, row.calibration, row.samples, shown(row), ratio(row, ideal), ratio(row, time)]));
}

/** Other swings and the other down law. */
export function otherTable(rows) {
  return lines(['circuit', 'swing, V', 'calibration', 'images', 'accuracy (95 % interval)'],
    rows.filter(({ table }) => table === 'others').map((row) => [row.circuit.replace(/,(reset|threshold)_V=[\d.]+/g, ''), row.swing, row.calibration, row.samples, shown(row)]));
}
