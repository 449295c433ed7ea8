/** Twin of assembly/gemm.ts. */
import { GEMM_COLUMNS_F32, GEMM_COLUMNS_F64, GEMM_ROWS } from '../kernels.ts';
import type { Views } from './views.ts';

export function multiplyPanelsF32({ f32 }: Views, left: number, right: number, depth: number, leftPanels: number, rightPanels: number, tiles: number): void {
  const f = Math.fround;
  for (let j = 0, tile = tiles >>> 2; j < rightPanels; ++j) {
    for (let i = 0; i < leftPanels; ++i, tile += GEMM_ROWS * GEMM_COLUMNS_F32) {
      const rows = (left >>> 2) + i * depth * GEMM_ROWS, columns = (right >>> 2) + j * depth * GEMM_COLUMNS_F32;
      for (let row = 0; row < GEMM_ROWS; ++row) {
        for (let column = 0; column < GEMM_COLUMNS_F32; ++column) {
          let sum = 0, a = rows + row, b = columns + column;
          for (let k = 0; k < depth; ++k, a += GEMM_ROWS, b += GEMM_COLUMNS_F32) sum = f(sum + f(f32[a]! * f32[b]!));
          f32[tile + row * GEMM_COLUMNS_F32 + column] = sum;
        }
      }
    }
  }
}

export function multiplyPanelsF64({ f64 }: Views, left: number, right: number, depth: number, leftPanels: number, rightPanels: number, tiles: number): void {
  for (let j = 0, tile = tiles >>> 3; j < rightPanels; ++j) {
    for (let i = 0; i < leftPanels; ++i, tile += GEMM_ROWS * GEMM_COLUMNS_F64) {
      const rows = (left >>> 3) + i * depth * GEMM_ROWS, columns = (right >>> 3) + j * depth * GEMM_COLUMNS_F64;
      for (let row = 0; row < GEMM_ROWS; ++row) {
        for (let column = 0; column < GEMM_COLUMNS_F64; ++column) {
          let sum = 0, a = rows + row, b = columns + column;
          for (let k = 0; k < depth; ++k, a += GEMM_ROWS, b += GEMM_COLUMNS_F64) sum += f64[a]! * f64[b]!;
          f64[tile + row * GEMM_COLUMNS_F64 + column] = sum;
        }
      }
    }
  }
}
