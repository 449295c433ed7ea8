import fc from 'fast-check';

/** Weights: mostly of 8 bits and both signs, some at the ends of i16, so that sums wrap. */
export const weightI16 = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -127, max: 127 }) },
  { weight: 1, arbitrary: fc.constantFrom(-32768, -32767, 32767, 32000, 0) },
);

/** Floats whose sums depend on the order and on every rounding: far apart in size, both signs, both zeros, denormals. */
export const roughF32 = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 0.1, 16777216, -16777216, 1e-3, 1e-40, -1e-40).map(Math.fround),
  fc.float({ min: Math.fround(-1e6), max: Math.fround(1e6), noNaN: true }),
  fc.float({ min: -1, max: 1, noNaN: true }),
);

export const anyI32 = fc.oneof(fc.integer({ min: -1000, max: 1000 }), fc.constantFrom(2147483647, -2147483648, 16777217, -33554433));

export const exactly = <T>(arbitrary: fc.Arbitrary<T>, length: number): fc.Arbitrary<T[]> =>
  fc.array(arbitrary, { minLength: length, maxLength: length });
