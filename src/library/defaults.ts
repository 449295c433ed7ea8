/** What options are where the user does not say: of the library and of the command line. */
export const DEFAULTS = {
  seed: 1,
  // Conversion of networks of activations.
  timesteps: 32, loss: 0.5, coding: 'current', readout: 'count', percentile: 99.9, corrections: 'both', weights: 'fit', calibrationSamples: 1000,
  // Quantisation.
  levels: 'mid-tread', scale: 'auto', scalePer: 'channel', rounding: 'error-feedback',
  // Mapping.
  unroll: 'exact', unitColumns: 0, mapper: 'tiles', objective: 'energy', cores: 0, placeRounds: 100, placeBudget: 2, routing: 'xy', stopAfter: 'configuration',
  // Simulation.
  nonIdealities: 'ideal', trials: 1, circuitSamples: 128,
  // Estimates.
  estimateMode: 'published', estimatedSamples: 8,
  // Comparisons.
  mappingSamples: 8, comparedNonIdealities: 'typical', comparedTrials: 5,
  training: { epochs: 12, batch: 32, learningRate: 2e-3, weightNoise: 0, jitter: 0, checkpointInterval: 60 },
} as const;
