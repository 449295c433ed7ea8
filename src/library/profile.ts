import type { Dataset } from '../ir/dataset.ts';
import type { Network } from '../ir/network.ts';
import { profileFromFile, type PopulationSpikes, type SpikeProfile } from '../ir/spike-profile.ts';
import { measureProfile } from '../simulate/reference/profile.ts';

/** How mapping learns how often neurons speak: from the calibration data the user named, else from the file of the model, else from any other data. */
export function profiler(named: Dataset | null, spikes: PopulationSpikes | null, other: Dataset | null): (network: Network) => SpikeProfile | null {
  return (network) => {
    if (named === null && spikes !== null) return profileFromFile(network, spikes);
    const data = named ?? other;
    return data && measureProfile(network, data);
  };
}
