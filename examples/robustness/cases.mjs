/** Driver, wire and sense resistances, ohm. A: every segment and terminal 1 ohm; B: 2.5 ohm; C: terminals of 1 kohm, rows of 5, columns of 10 ohm a cell. */
export const WIRES = {
  none: null,
  A: { driver_ohm: 1, wireRow_ohm: 1, wireCol_ohm: 1, sense_ohm: 1 },
  B: { driver_ohm: 2.5, wireRow_ohm: 2.5, wireCol_ohm: 2.5, sense_ohm: 2.5 },
  C: { driver_ohm: 1000, wireRow_ohm: 5, wireCol_ohm: 10, sense_ohm: 1000 },
};
export const TIMESTEPS = [4, 8, 16, 32];
export const ARRAYS = [16, 32, 64, 128];
export const SIGMAS = [5, 10, 15, 20];

const CALIBRATION = ['--calibrate', 'test/models/data/calib1k-images-idx3-ubyte.gz'];

/** `surrogate`: trained with surrogate gradients, the perceptron at 10 timesteps, the convolutional network at 8; `converted`: ReLU networks, converted for the timesteps at hand. */
export const NETWORKS = {
  'surrogate-mlp': { model: 'test/models/nir/snn_mlp_128_zero.nir', flags: [], calibrate: CALIBRATION },
  'converted-mlp': { model: 'test/models/mnist_mlp_1200.onnx', flags: [], calibrate: CALIBRATION },
  'surrogate-cnn': { model: 'test/models/nir/snn_cnn_12_32.nir', flags: ['--assume', 'reset=subtract-delayed'], calibrate: CALIBRATION },
  'converted-cnn': { model: 'test/models/mnist_cnn_bn.onnx', flags: [], calibrate: CALIBRATION },
};

/** What is run in each part of the study; the study may be of fewer timesteps, arrays and variations. */
export const CASES = {
  variation: ({ timesteps: counts, sigmas }) => counts.flatMap((timesteps) => [0, ...sigmas].map((sigma) => ({ timesteps, array: 64, wires: 'none', sigma }))),
  wires: ({ timesteps: counts, arrays }) => counts.flatMap((timesteps) => arrays.flatMap((array) => ['none', 'A', 'B', 'C'].map((wires) => ({ timesteps, array, wires, sigma: 0 })))),
  both: ({ timesteps: counts }) => counts.flatMap((timesteps) => ['A', 'B', 'C'].map((wires) => ({ timesteps, array: 64, wires, sigma: 10 }))),
  compensated: ({ timesteps: counts }) => counts.flatMap((timesteps) => ['B', 'C'].map((wires) => ({ timesteps, array: 64, wires, sigma: 10, mitigation: 'gain' }))),
  errors: () => [['none', 10], ['A', 0], ['C', 0]].map(([wires, sigma]) => ({ timesteps: 32, array: 64, wires, sigma, withErrors: true })),
};
