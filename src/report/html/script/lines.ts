/** Charts of lines over time (`svg[data-lines]`, groups `.series` with their values): the pointer shows the value of the nearest line; arrow keys go through time and from line to line. */
export const LINES_SCRIPT = String.raw`
const SVG = 'http://www.w3.org/2000/svg';
for (const chart of document.querySelectorAll('svg[data-lines]')) {
  let series = null;
  const place = () => { const { left, width, top, height, steps, bottom, most } = chart.dataset; return { left: +left, width: +width, top: +top, height: +height, steps: +steps, bottom: +bottom, most: +most, centred: 'centred' in chart.dataset }; };
  const read = () => series || (series = [...chart.querySelectorAll('.series')].map((element) => {
    const name = textOf(element);
    return { element, name, percent: 'percent' in element.dataset, values: element.dataset.values.split(' ').map((one) => (one === '' ? null : +one)) };
  }));
  const dot = document.createElementNS(SVG, 'circle');
  dot.setAttribute('r', '4'); dot.setAttribute('class', 'cursor');
  let at = { t: 0, line: 0 };
  const clear = () => { dot.remove(); hideTip(); for (const one of series || []) one.element.classList.remove('near'); };
  const show = (t, line, point) => {
    const { left, width, top, height, steps, bottom, most, centred } = place();
    const one = read()[line];
    if (!one || one.values[t] === null || one.values[t] === undefined) return;
    at = { t, line };
    dot.setAttribute('cx', left + (centred ? (t + 0.5) / steps : steps === 1 ? 0.5 : t / (steps - 1)) * width);
    dot.setAttribute('cy', top + height * (1 - (one.values[t] - bottom) / (most - bottom)));
    chart.append(dot);
    for (const other of series) other.element.classList.toggle('near', other === one);
    const box = dot.getBoundingClientRect();
    const value = one.percent ? +(100 * one.values[t]).toPrecision(4) + ' %' : String(one.values[t]);
    showTip(one.name + '\ntimestep ' + t + ': ' + value, point ? point.clientX : box.left, point ? point.clientY : box.bottom);
  };
  const toChart = (event) => { const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(chart.getScreenCTM().inverse()); return point; };
  chart.addEventListener('pointermove', (event) => {
    const { left, width, top, height, steps, bottom, most, centred } = place();
    const point = toChart(event);
    if (point.x < left - 8 || point.x > left + width + 8) return clear();
    const t = Math.max(0, Math.min(steps - 1, centred ? Math.floor(((point.x - left) / width) * steps) : Math.round(((point.x - left) / width) * (steps - 1))));
    const value = bottom + (1 - (point.y - top) / height) * (most - bottom);
    let best = -1, distance = Infinity;
    read().forEach((one, i) => { const own = one.values[t]; if (own !== null && own !== undefined && Math.abs(own - value) < distance) { best = i; distance = Math.abs(own - value); } });
    if (best >= 0) show(t, best, event); else clear();
  });
  chart.addEventListener('pointerleave', clear);
  chart.addEventListener('blur', clear);
  chart.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { steps } = place();
    const lines = read().length;
    const started = dot.isConnected;
    const { t, line } = started ? at : { t: 0, line: 0 };
    const next = {
      ArrowRight: () => [started ? Math.min(steps - 1, t + 1) : t, line], ArrowLeft: () => [Math.max(0, t - 1), line], Home: () => [0, line], End: () => [steps - 1, line],
      ArrowDown: () => [t, Math.min(lines - 1, line + 1)], ArrowUp: () => [t, Math.max(0, line - 1)],
    }[event.key];
    if (event.key === 'Escape') clear(); else if (next) { event.preventDefault(); show(...next()); }
  });
}
`;
