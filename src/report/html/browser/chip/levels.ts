import { levelOf } from '../../../chip/picture.ts';
import { colourOfLevel } from '../../chip/level-colour.ts';
import { make } from '../elements.ts';
import { arrowOf, within } from '../events.ts';
import type { Tip } from '../tip.ts';

export interface Levels {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly largest: number;
  /** As `pictureOf` prints them. */
  readonly pixels: string;
  /** Of the crossbar; a pixel may stand for several. */
  readonly rows: number;
  readonly columns: number;
}

/** The levels of a crossbar as a picture, told to the pointer and the arrow keys. */
export function drawLevels(levels: Levels, tip: Tip): HTMLCanvasElement {
  const { width, height } = levels;
  const side = Math.max(2, Math.floor(144 / Math.max(width, height)));
  const canvas = make('canvas', { width: width * side, height: height * side, role: 'img', tabindex: '0', 'aria-label': 'Levels of the crossbar, rows down and columns across' });
  paint(canvas, levels, side);
  let cell = { column: 0, row: 0 };
  const clamp = (column: number, row: number): typeof cell => ({ column: within(column, 0, width - 1), row: within(row, 0, height - 1) });
  canvas.addEventListener('pointermove', ({ clientX, clientY }) => {
    const box = canvas.getBoundingClientRect();
    const { column, row } = clamp(Math.floor(((clientX - box.left) / box.width) * width), Math.floor(((clientY - box.top) / box.height) * height));
    tip.show(describe(levels, column, row), clientX, clientY);
  });
  canvas.addEventListener('keydown', (event) => {
    const arrow = arrowOf(event);
    if (!arrow) return;
    event.preventDefault();
    cell = clamp(cell.column + arrow[0], cell.row + arrow[1]);
    const box = canvas.getBoundingClientRect();
    tip.show(describe(levels, cell.column, cell.row), box.left + ((cell.column + 0.5) / width) * box.width, box.top + ((cell.row + 0.5) / height) * box.height);
  });
  canvas.addEventListener('pointerleave', tip.hide);
  canvas.addEventListener('blur', tip.hide);
  return canvas;
}

function paint(canvas: HTMLCanvasElement, { pixels, width }: Levels, side: number): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  [...pixels].forEach((letter, i) => {
    const level = levelOf(letter);
    if (level === null) return;
    context.fillStyle = colourOfLevel(level);
    context.fillRect((i % width) * side, Math.floor(i / width) * side, side, side);
  });
}

function describe({ width, height, largest, pixels, rows, columns }: Levels, column: number, row: number): string {
  const level = levelOf(pixels[row * width + column]!);
  // A shade is a level only where there are no more levels than shades, and no more cells than pixels.
  const about = largest <= 12 && width === columns && height === rows ? '' : 'about ';
  const said = level === null ? 'no synapse' : `level ${about}${Number((level * largest).toPrecision(2))}`;
  return `row ${rangeOf(row, height, rows)}, column ${rangeOf(column, width, columns)}: ${said}`;
}

/** The rows or columns that a pixel stands for. */
function rangeOf(pixel: number, pixels: number, whole: number): string {
  const [first, last] = [Math.ceil((pixel * whole) / pixels), Math.ceil(((pixel + 1) * whole) / pixels) - 1];
  return first >= last ? String(first) : `${first}–${last}`;
}
