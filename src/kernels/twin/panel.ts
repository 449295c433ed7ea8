/** Twin of assembly/panel.ts. */
import { PANEL_F32, PANEL_I16 } from '../kernels.ts';
import { integrate } from './neuron.ts';
import type { Views } from './views.ts';

/** As in assembly/panel.ts. */
const MOST_EVENTS = 1 << 28;

export function panelI16(views: Views, panel: number, offsets: number, events: number, images: number, steps: number, drives: number,
  biases: number, initials: number, potentials: number, decays: number, fires: number, thresholds: number, hard: number,
  resetValue: number, flushEvery: number, fired: number, firedStride: number, spikeCounts: number, most = NaN): void {
  const { f32, i32 } = views;
  const reset = Math.fround(resetValue), limit = Math.fround(most);
  const chunk = Math.max(1, Math.min(flushEvery, MOST_EVENTS));
  const narrow = new Int32Array(PANEL_I16), sums = new Int32Array(PANEL_I16), firedColumns = new Uint8Array(PANEL_I16);
  for (let image = 0; image < images; ++image) {
    f32.copyWithin(potentials >>> 2, initials >>> 2, (initials >>> 2) + PANEL_I16);
    const drive = (drives >>> 2) + image * PANEL_I16;
    for (let step = image * steps; step < (image + 1) * steps; ++step) {
      const first = (events >>> 2) + i32[(offsets >>> 2) + step]!, last = (events >>> 2) + i32[(offsets >>> 2) + step + 1]!;
      sums.fill(0);
      for (let event = first; event < last; event += chunk) addChunk(views, panel, event, Math.min(event + chunk, last), narrow, sums);
      for (let i = 0; i < PANEL_I16; ++i) {
        const current = Math.fround(Math.fround((sums[i]! + i32[drive + i]!) | 0) + f32[(biases >>> 2) + i]!);
        firedColumns[i] = integrate(f32, current, i, potentials, decays, fires, thresholds, hard, reset, limit) ? 1 : 0;
      }
      note(views, firedColumns, fired + step * firedStride, spikeCounts);
    }
  }
}

export function panelF32(views: Views, panel: number, offsets: number, events: number, images: number, steps: number, drives: number,
  biases: number, initials: number, potentials: number, decays: number, fires: number, thresholds: number, hard: number,
  resetValue: number, fired: number, firedStride: number, spikeCounts: number, most = NaN): void {
  const { f32, i32 } = views;
  const reset = Math.fround(resetValue), limit = Math.fround(most);
  const sums = new Float32Array(PANEL_F32), firedColumns = new Uint8Array(PANEL_F32);
  for (let image = 0; image < images; ++image) {
    f32.copyWithin(potentials >>> 2, initials >>> 2, (initials >>> 2) + PANEL_F32);
    const drive = (drives >>> 2) + image * PANEL_F32;
    for (let step = image * steps; step < (image + 1) * steps; ++step) {
      const first = (events >>> 2) + i32[(offsets >>> 2) + step]!, last = (events >>> 2) + i32[(offsets >>> 2) + step + 1]!;
      sums.fill(0);
      addRowsF32(views, panel, first, last, sums);
      for (let i = 0; i < PANEL_F32; ++i) {
        const current = Math.fround(Math.fround(sums[i]! + f32[drive + i]!) + f32[(biases >>> 2) + i]!);
        firedColumns[i] = integrate(f32, current, i, potentials, decays, fires, thresholds, hard, reset, limit) ? 1 : 0;
      }
      note(views, firedColumns, fired + step * firedStride, spikeCounts);
    }
  }
}

/** Sums are taken in i32 and cut to i16 once at the end: the same as wrapping at every addition. Four rows a turn: a quarter of the stores. */
function addChunk({ i16, i32 }: Views, panel: number, first: number, last: number, narrow: Int32Array, sums: Int32Array): void {
  const base = panel >>> 1;
  narrow.fill(0);
  let event = first;
  for (; event + 4 <= last; event += 4) {
    const a = base + i32[event]! * PANEL_I16, b = base + i32[event + 1]! * PANEL_I16;
    const c = base + i32[event + 2]! * PANEL_I16, d = base + i32[event + 3]! * PANEL_I16;
    for (let i = 0; i < PANEL_I16; ++i) narrow[i] = (narrow[i]! + i16[a + i]! + i16[b + i]! + i16[c + i]! + i16[d + i]!) | 0;
  }
  for (; event < last; ++event) {
    const a = base + i32[event]! * PANEL_I16;
    for (let i = 0; i < PANEL_I16; ++i) narrow[i] = (narrow[i]! + i16[a + i]!) | 0;
  }
  for (let i = 0; i < PANEL_I16; ++i) sums[i] = (sums[i]! + ((narrow[i]! << 16) >> 16)) | 0;
}

function addRowsF32({ f32, i32 }: Views, panel: number, first: number, last: number, sums: Float32Array): void {
  const base = panel >>> 2, round = Math.fround;
  let event = first;
  for (; event + 4 <= last; event += 4) {
    const a = base + i32[event]! * PANEL_F32, b = base + i32[event + 1]! * PANEL_F32;
    const c = base + i32[event + 2]! * PANEL_F32, d = base + i32[event + 3]! * PANEL_F32;
    for (let i = 0; i < PANEL_F32; ++i) {
      sums[i] = round(round(round(round(sums[i]! + f32[a + i]!) + f32[b + i]!) + f32[c + i]!) + f32[d + i]!);
    }
  }
  for (; event < last; ++event) {
    const a = base + i32[event]! * PANEL_F32;
    for (let i = 0; i < PANEL_F32; ++i) sums[i] = round(sums[i]! + f32[a + i]!);
  }
}

/** Packs the fired columns eight to a byte and adds them to the counts. */
function note({ u8, u32 }: Views, firedColumns: Uint8Array, fired: number, spikeCounts: number): void {
  const counts = spikeCounts >>> 2;
  for (let byte = 0; byte < firedColumns.length >>> 3; ++byte) {
    let bits = 0;
    for (let bit = 0; bit < 8; ++bit) {
      const column = 8 * byte + bit;
      bits |= firedColumns[column]! << bit;
      u32[counts + column] = u32[counts + column]! + firedColumns[column]!;
    }
    u8[fired + byte] = bits;
  }
}
