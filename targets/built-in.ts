import fefet from './devices/fefet.json' with { type: 'json' };
import generic from './devices/generic-20k-200k.json' with { type: 'json' };
import hfoxCmo from './devices/hfox-cmo-rram.json' with { type: 'json' };
import pcm from './devices/pcm.json' with { type: 'json' };
import pcmJoshi from './devices/pcm-joshi.json' with { type: 'json' };
import rramMilo from './devices/rram-milo.json' with { type: 'json' };
import rramWan from './devices/rram-wan.json' with { type: 'json' };
import sonos from './devices/sonos.json' with { type: 'json' };
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
  device: {
    'spikesim-rram': rramDevice, 'spikesim-rram-4bit': fourBitDevice,
    fefet, 'generic-20k-200k': generic, 'hfox-cmo-rram': hfoxCmo, pcm, 'pcm-joshi': pcmJoshi, 'rram-milo': rramMilo, 'rram-wan': rramWan, sonos,
  },
  'non-idealities': { ideal, typical },
} as const satisfies Record<string, Record<string, object>>;

export type Kind = keyof typeof BUILT_IN;

/** Folder of each kind, for naming its built-in files. */
export const FOLDERS: Readonly<Record<Kind, string>> = {
  target: 'targets', device: 'targets/devices', 'non-idealities': 'targets/non-idealities',
};
