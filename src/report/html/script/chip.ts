/**
 * The chip map (`svg[data-chip]` with the data of `chip/data.ts`): pointer and arrow keys tell of a core, click and Enter open its detail, Escape closes it. A core is found by its place, so that
 * the map can be drawn in any way.
 */
export const CHIP_SCRIPT = String.raw`
const count = (value) => (Number.isInteger(value) ? value : Number(value.toPrecision(4))).toLocaleString('en-GB');
const percent = (share, digits) => (100 * share).toFixed(digits) + ' %';
const quantity = (value, unit) => {
  if (value === 0) return '0 ' + unit;
  const [factor, prefix] = [[1, ''], [1e-3, 'm'], [1e-6, 'µ'], [1e-9, 'n'], [1e-12, 'p'], [1e-15, 'f'], [1e-18, 'a']].find(([size]) => value >= size * 0.9995) || [1e-18, 'a'];
  return Number((value / factor).toPrecision(3)) + ' ' + prefix + unit;
};
const make = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};
const draw = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};
const map = document.querySelector('svg[data-chip]');
const stored = document.getElementById('data-chip');
const panel = document.getElementById('core-detail');
if (map && stored && panel) {
  const data = JSON.parse(stored.textContent);
  const [pitch, side, across, left, top, tile] = ['pitch', 'side', 'across', 'left', 'top', 'tile'].map((name) => +map.dataset[name]);
  for (const title of map.querySelectorAll('title')) title.remove();
  const cores = data.cores.map(([core, x, y, pieces, used, tightest, neurons, axonsIn, axonsOut, energy, work, crossbars, more]) => {
    const place = core % tile, margin = (pitch - side) / 2, size = side / across;
    return { core, x, y, pieces, used, tightest, neurons, axonsIn, axonsOut, energy, work, crossbars, more, size,
      px: (x - left) * pitch + margin + (place % across) * size, py: (y - top) * pitch + margin + Math.floor(place / across) * size };
  });
  const byTile = new Map();
  for (const one of cores) { const key = one.x + ' ' + one.y; byTile.set(key, [...(byTile.get(key) || []), one]); }
  const links = new Map();
  for (const [x, y, direction, packets] of data.links) { const key = x + ' ' + y; links.set(key, [...(links.get(key) || []), [direction, packets]]); }
  const shareOf = (one) => (one.tightest < 0 ? null : one.used[one.tightest] / data.limits[one.tightest][1]);
  const nameOf = (one) => 'core ' + one.core + ' at (' + one.x + ', ' + one.y + ')';
  const brief = (one) => {
    const share = shareOf(one);
    return [nameOf(one), one.pieces.map(([population]) => data.populations[population]).join(', '),
      share === null ? '' : percent(share, 1) + ' full (' + data.limits[one.tightest][0] + ')', quantity(one.energy, 'J') + ' an inference, ' + quantity(one.work, 's') + ' a timestep'].filter(Boolean).join('\n');
  };
  const ring = draw('rect', { class: 'ring' });
  let current = null;
  const select = (one) => {
    current = one;
    if (!one) return ring.remove();
    for (const [name, value] of Object.entries({ x: one.px - 1.5, y: one.py - 1.5, width: one.size + 2, height: one.size + 2, rx: 2 })) ring.setAttribute(name, value);
    map.append(ring);
  };
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    const found = byTile.get(Math.floor(point.x / pitch) + left + ' ' + (Math.floor(point.y / pitch) + top)) || [];
    return found.find((one) => point.x >= one.px - 1 && point.x <= one.px + one.size + 1 && point.y >= one.py - 1 && point.y <= one.py + one.size + 1) || null;
  };
  const table = (titles, rows) => make('table', {}, make('thead', {}, make('tr', {}, ...titles.map((title, i) => make('th', { scope: 'col', class: i === 0 ? 'name' : 'number' }, title)))),
    make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((cell, i) => make(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : { class: 'number' }, cell))))));
  const histogram = (counts, largest) => {
    const most = Math.max(...counts), wide = 150 / counts.length;
    const svg = draw('svg', { viewBox: '0 0 150 58', width: 150, height: 58, role: 'img', class: 'histogram', 'aria-label': 'Weights by level from ' + -largest + ' to ' + largest + ': ' + counts.join(', ') });
    counts.forEach((one, i) => svg.append(draw('rect', { x: (i * wide + 0.5).toFixed(1), y: (44 - (42 * one) / most).toFixed(1), width: (wide - 1).toFixed(1), height: ((42 * one) / most).toFixed(1) })));
    for (const [x, text, anchor] of [[0, String(-largest), 'start'], [75, '0', 'middle'], [150, String(largest), 'end']]) { const label = draw('text', { x, y: 56, 'text-anchor': anchor }); label.textContent = text; svg.append(label); }
    return svg;
  };
  const shade = (letter) => {
    if (letter === '.') return null;
    const share = (letter.charCodeAt(0) - 109) / 12, from = [245, 245, 243], to = share < 0 ? [213, 94, 0] : [0, 90, 150], part = Math.abs(share);
    return 'rgb(' + from.map((one, i) => Math.round(one + (to[i] - one) * part)).join(',') + ')';
  };
  const levels = (width, height, largest, pixels, rows, columns) => {
    const scale = Math.max(2, Math.floor(144 / Math.max(width, height)));
    const canvas = make('canvas', { width: width * scale, height: height * scale, role: 'img', tabindex: '0', 'aria-label': 'Levels of the crossbar, rows down and columns across' });
    const context = canvas.getContext('2d');
    for (let i = 0; i < pixels.length; i++) { const colour = shade(pixels[i]); if (colour) { context.fillStyle = colour; context.fillRect((i % width) * scale, Math.floor(i / width) * scale, scale, scale); } }
    const range = (i, length, whole) => { const first = Math.ceil((i * whole) / length), last = Math.ceil(((i + 1) * whole) / length) - 1; return first >= last ? String(first) : first + '–' + last; };
    const tell = (column, row, x, y) => {
      const letter = pixels[row * width + column];
      const level = letter === '.' ? 'no synapse' : 'level ' + (largest <= 12 && width === columns && height === rows ? '' : 'about ') + Number((((letter.charCodeAt(0) - 109) / 12) * largest).toPrecision(2));
      showTip('row ' + range(row, height, rows) + ', column ' + range(column, width, columns) + ': ' + level, x, y);
    };
    canvas.addEventListener('pointermove', (event) => {
      const box = canvas.getBoundingClientRect();
      tell(Math.min(width - 1, Math.max(0, Math.floor(((event.clientX - box.left) / box.width) * width))), Math.min(height - 1, Math.max(0, Math.floor(((event.clientY - box.top) / box.height) * height))), event.clientX, event.clientY);
    });
    let cell = [0, 0];
    canvas.addEventListener('keydown', (event) => {
      const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (!step) return;
      event.preventDefault();
      cell = [Math.min(width - 1, Math.max(0, cell[0] + step[0])), Math.min(height - 1, Math.max(0, cell[1] + step[1]))];
      const box = canvas.getBoundingClientRect();
      tell(cell[0], cell[1], box.left + ((cell[0] + 0.5) / width) * box.width, box.top + ((cell[1] + 0.5) / height) * box.height);
    });
    canvas.addEventListener('pointerleave', hideTip);
    canvas.addEventListener('blur', hideTip);
    return canvas;
  };
  const crossbar = ([number, units, rows, columns, cells, zeros, counts, width, height, largest, pixels]) => {
    const [allRows, allColumns] = data.crossbar;
    const text = 'Crossbar ' + number + ': ' + rows + ' × ' + columns + ' of ' + allRows + ' × ' + allColumns + ', ' + count(units) + (units === 1 ? ' unit. ' : ' units. ') +
      count(cells) + ' cells hold a synapse (' + percent(cells / (allRows * allColumns), 1) + ')' + (counts ? ', ' + percent(zeros / Math.max(1, cells), 1) + ' of them level 0.' : '. Not drawn: the page holds no more pictures.');
    const figure = make('figure', { class: 'crossbar' });
    if (counts) figure.append(make('div', { class: 'drawn' }, levels(width, height, largest, pixels, rows, columns), histogram(counts, largest)));
    figure.append(make('figcaption', {}, text));
    return figure;
  };
  const detail = (one) => {
    const close = make('button', { type: 'button', class: 'close' }, 'Close');
    close.addEventListener('click', () => { shut(); map.focus(); });
    const own = data.energy > 0 ? ' (' + percent(one.energy / data.energy, 2) + ' of all)' : '';
    const going = (links.get(one.x + ' ' + one.y) || []).map(([direction, packets]) => direction + ' ' + count(packets)).join(', ');
    const tables = make('div', { class: 'pair' },
      table(['Holds of', 'Units', 'Applications', 'Columns', 'Neurons'], one.pieces.map(([population, units, applications, columns, somas]) => [data.populations[population], ...[units, applications, columns, somas].map(count)])),
      table(['Limit', 'Used', 'Of', 'Share'], one.used.map((used, i) => [data.limits[i][0] + (i === one.tightest ? ' (tightest)' : ''), count(used), count(data.limits[i][1]), percent(used / data.limits[i][1], 1)])));
    const facts = make('p', {}, count(one.neurons) + ' neurons, ' + count(one.axonsIn) + ' axons in, ' + count(one.axonsOut) + ' out. ' + quantity(one.energy, 'J') + ' an inference' + own + ', ' +
      quantity(one.work, 's') + ' of work a timestep. Packets leaving its tile: ' + (going || 'none') + '.');
    const shown = one.crossbars.slice(0, 24);
    const hidden = one.crossbars.length - shown.length + one.more;
    const note = [hidden > 0 ? count(hidden) + ' crossbars more.' : '', data.crossbar && data.crossbar[2] > 1 ? 'A weight lies in ' + data.crossbar[2] + ' cells; rows, columns and cells here are those of weights.' : '',
      shown.some((crossbar) => crossbar.length > 5) ? 'Blue: positive levels, orange: negative, white: 0, ground: no synapse.' : ''].filter(Boolean).join(' ');
    panel.replaceChildren(close, make('h3', {}, nameOf(one)), facts, tables, make('div', { class: 'crossbars' }, ...shown.map(crossbar)), make('p', { class: 'note' }, note));
    panel.hidden = false;
  };
  const shut = () => { panel.hidden = true; panel.replaceChildren(); };
  const tell = (one) => {
    select(one);
    ring.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const box = ring.getBoundingClientRect();
    showTip(brief(one), box.right - 8, box.bottom - 8);
  };
  map.addEventListener('pointermove', (event) => {
    const one = at(event);
    map.classList.toggle('over', one !== null);
    if (one) { select(one); showTip(brief(one), event.clientX, event.clientY); } else hideTip();
  });
  map.addEventListener('pointerleave', hideTip);
  map.addEventListener('click', (event) => { const one = at(event); if (one) { select(one); detail(one); } });
  map.addEventListener('blur', hideTip);
  map.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || cores.length === 0) return;
    const direction = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === 'Escape') { shut(); select(null); hideTip(); } else if ((event.key === 'Enter' || event.key === ' ') && current) {
      event.preventDefault(); detail(current); hideTip(); panel.focus();
    } else if (direction) {
      event.preventDefault();
      const distance = (one) => {
        const dx = one.px - current.px, dy = one.py - current.py, along = dx * direction[0] + dy * direction[1];
        return along <= 0.01 ? Infinity : along + 3 * Math.abs(dx * direction[1] + dy * direction[0]);
      };
      const next = current ? cores.reduce((best, one) => (distance(one) < distance(best) ? one : best), current) : cores[0];
      tell(next);
    }
  });
  panel.addEventListener('keydown', (event) => { if (event.key === 'Escape') { shut(); map.focus(); } });
}
`;
