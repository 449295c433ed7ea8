import rramDevice from './devices/spikesim-rram.json' with { type: 'json' };
import fourBitDevice from './devices/spikesim-rram-4bit.json' with { type: 'json' };
import loihi from './loihi.json' with { type: 'json' };
import loihiSanafe from './loihi-sanafe.json' with { type: 'json' };
import ideal from './non-idealities/ideal.json' with { type: 'json' };
import typical from './non-idealities/typical.json' with { type: 'json' };
import rram128 from './rram-128.json' with { type: 'json' };
import spikeflow64 from './spikeflow-64.json' with { type: 'json' };

/** Descriptions that come with Synaptile, by kind and name; imported, so that the bundle holds them. */
export const BUILT_IN = {
  target: { 'rram-128': rram128, 'spikeflow-64': spikeflow64, loihi, 'loihi-sanafe': loihiSanafe },
  device: { 'spikesim-rram': rramDevice, 'spikesim-rram-4bit': fourBitDevice },
  'non-idealities': { ideal, typical },
} as const satisfies Record<string, Record<string, object>>;

export type Kind = keyof typeof BUILT_IN;

/** Folder of each kind, for naming its built-in files. */
export const FOLDERS: Readonly<Record<Kind, string>> = {
  target: 'targets', device: 'targets/devices', 'non-idealities': 'targets/non-idealities',
};
