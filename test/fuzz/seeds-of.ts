import { synetSeeds, tensorSeeds } from './network-seeds.ts';
import { CSV_SEEDS, filesEnding, hypergraphSeeds, idxSeeds, npySeeds, npzSeeds, recordingSeeds, spikeInfoSeeds, spinemapSeeds, stageSeeds, YAML_SEEDS, type Seed } from './seeds.ts';

type MakeSeeds = (root: string) => readonly Seed[] | Promise<readonly Seed[]>;

/** What the inputs of each format are made from; `root` is that of the project. */
export const SEEDS: Readonly<Record<string, MakeSeeds>> = {
  onnx: (root) => filesEnding(root, '.onnx'),
  nir: (root) => filesEnding(root, '.nir'),
  lava: (root) => filesEnding(root, '.net'),
  'nir-data': (root) => filesEnding(root, '.h5'),
  yaml: (root) => [...YAML_SEEDS, ...filesEnding(root, '.yaml', '.yml')],
  snn: (root) => [...hypergraphSeeds(), ...filesEnding(root, '.snn')],
  spinemap: spinemapSeeds,
  'spinemap-spikes': spikeInfoSeeds,
  synet: async (root) => [...await synetSeeds(root), ...filesEnding(root, '.synet')],
  'synet-tensors': tensorSeeds,
  tile: stageSeeds,
  npy: npySeeds,
  npz: npzSeeds,
  idx: idxSeeds,
  csv: () => CSV_SEEDS,
  bin: recordingSeeds,
  aedat: (root) => filesEnding(root, '.aedat'),
  labels: () => [...CSV_SEEDS, ...npySeeds(), ...npzSeeds(), ...idxSeeds()],
};
