import type { CalibrationRecord } from '../../src/ir/calibration.ts';

/** What calibration might have said of a network x -> h -> y with a skip from x to y. */
export const RECORD: CalibrationRecord = {
  data: { file: 'calib.npy', samples: 1000 },
  conversion: [
    { population: 'h', smallestThreshold: 0.8125, largestThreshold: 1.34, signalToNoise_dB: 21.34, silentShare: 0.03125, meanRate: 0.0612 },
    { population: 'y', smallestThreshold: 12, largestThreshold: 12, signalToNoise_dB: null, silentShare: 0, meanRate: 0.25 },
  ],
  quantisation: [
    {
      projection: 'x-h', population: 'h', bits: 4, rise: 'mid-tread', method: 'error-feedback', weightSignalToNoise_dB: 18.2, driveSignalToNoise_dB: 24.15,
      histogram: { lowest: -7, counts: [3, 8, 20, 55, 120, 260, 410, 900, 405, 251, 118, 60, 19, 9, 2] }, changedPredictions: 0.001,
    },
    {
      projection: 'h-y', population: 'y', bits: 2, rise: 'mid-rise', method: 'nearest', weightSignalToNoise_dB: 9.87, driveSignalToNoise_dB: null,
      histogram: { lowest: -3, counts: [10, 0, 40, 0, 38, 0, 12] }, changedPredictions: null,
    },
    {
      projection: 'x-y', population: 'y', bits: 2, rise: 'mid-tread', method: 'levels-of-file', weightSignalToNoise_dB: null, driveSignalToNoise_dB: null,
      histogram: { lowest: -1, counts: [30, 41, 29] }, changedPredictions: 0,
    },
  ],
};
