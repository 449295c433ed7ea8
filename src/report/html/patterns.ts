import { markup, nothing, trusted, type Markup } from './markup.ts';

/** Textures beside colour, so that parts stay apart in grey and for every eye: plain, rising, falling, dotted, upright. */
const TEXTURES = [
  null,
  '<path d="M-1 1L1-1M0 8L8 0M7 9L9 7"/>',
  '<path d="M-1 7L1 9M0 0L8 8M7-1L9 1"/>',
  '<circle cx="2" cy="2" r="1"/><circle cx="6" cy="6" r="1"/>',
  '<path d="M2.5 0V8M6.5 0V8"/>',
] as const;

/** Definitions that a page with textures holds once; it takes no room. */
export function textureDefinitions(): Markup {
  const patterns = TEXTURES.flatMap((drawing, i) => (drawing === null ? [] : [trusted(`<pattern id="texture-${i}" width="8" height="8" patternUnits="userSpaceOnUse"><g class="texture">${drawing}</g></pattern>`)]));
  return markup`<svg class="definitions" width="0" height="0" aria-hidden="true"><defs>${patterns}</defs></svg>`;
}

/** A rectangle in a colour with the texture of the part with this number. */
export function texturedBar(index: number, colour: string, place: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): Markup {
  const at = markup`x="${place.x}" y="${place.y}" width="${place.width}" height="${place.height}"`;
  const texture = index % TEXTURES.length;
  return markup`<rect ${at} fill="${colour}"/>${texture === 0 ? nothing : markup`<rect ${at} fill="url(#texture-${texture})"/>`}`;
}
