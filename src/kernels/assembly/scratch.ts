/**
 * Sums of one panel between accumulation and update. They lie in the bytes that load.ts keeps free (FIRST_FREE there), above the first
 * 1024, which the compiler takes as never used so that it may fold constants into addresses.
 */

/** 128 bytes: i16[64] or f32[32]. */
export const SUMS: usize = 1024;
/** 256 bytes: i32[64]. */
export const WIDE_SUMS: usize = 1152;
/** 192 bytes: three times f64[8]. */
export const FIRST_SPIKE: usize = 1408;
