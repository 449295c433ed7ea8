import loihiComponents from './components/loihi.json' with { type: 'json' };
import noximComponents from './components/noxim.json' with { type: 'json' };
import sataMemories from './components/sata-memories.json' with { type: 'json' };
import sataTraining from './components/sata-training.json' with { type: 'json' };
import spikesimComponents from './components/spikesim.json' with { type: 'json' };
import synaptileComponents from './components/synaptile.json' with { type: 'json' };
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
import besrour2024 from './neuron-circuits/besrour-2024.json' with { type: 'json' };
import cm28Of100n from './neuron-circuits/cm28-100n.json' with { type: 'json' };
import cm28Of300n from './neuron-circuits/cm28-300n.json' with { type: 'json' };
import cm28Min from './neuron-circuits/cm28-min.json' with { type: 'json' };
import granizo2023 from './neuron-circuits/granizo-2023.json' with { type: 'json' };
import granizo2025 from './neuron-circuits/granizo-2025.json' with { type: 'json' };
import idealCircuit from './neuron-circuits/ideal.json' with { type: 'json' };
import jlpea2023 from './neuron-circuits/jlpea-2023.json' with { type: 'json' };
import larsh2025 from './neuron-circuits/larsh-2025.json' with { type: 'json' };
import park2023 from './neuron-circuits/park-2023.json' with { type: 'json' };
import phaseDomain from './neuron-circuits/phase-domain.json' with { type: 'json' };
import sourikopoulos2017 from './neuron-circuits/sourikopoulos-2017.json' with { type: 'json' };
import timeDomain from './neuron-circuits/time-domain.json' with { type: 'json' };
import vuppunuthala2023 from './neuron-circuits/vuppunuthala-2023.json' with { type: 'json' };
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
  'component library': {
    spikesim: spikesimComponents, noxim: noximComponents, loihi: loihiComponents, 'sata-training': sataTraining, 'sata-memories': sataMemories, synaptile: synaptileComponents,
  },
  'non-idealities': { ideal, typical },
  'neuron-circuit': {
    ideal: idealCircuit, 'cm28-min': cm28Min, 'cm28-100n': cm28Of100n, 'cm28-300n': cm28Of300n, 'time-domain': timeDomain, 'phase-domain': phaseDomain,
    'besrour-2024': besrour2024, 'sourikopoulos-2017': sourikopoulos2017, 'granizo-2023': granizo2023, 'granizo-2025': granizo2025, 'vuppunuthala-2023': vuppunuthala2023, 'jlpea-2023': jlpea2023, 'park-2023': park2023, 'larsh-2025': larsh2025,
  },
} as const satisfies Record<string, Record<string, object>>;

export type Kind = keyof typeof BUILT_IN;

/** Folder of each kind, for naming its built-in files. */
export const FOLDERS: Readonly<Record<Kind, string>> = {
  target: 'targets', device: 'targets/devices', 'non-idealities': 'targets/non-idealities',
  'neuron-circuit': 'targets/neuron-circuits', 'component library': 'targets/components',
};
