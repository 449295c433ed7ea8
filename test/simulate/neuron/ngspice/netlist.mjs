/**
 * One synapse of a voltage-domain neuron: a current mirror, a switch that a spike opens for a nanosecond, and the membrane capacitor. `excitatory`: PMOS from the
 * supply, the membrane starting at ground; `inhibitory`: NMOS to ground, the membrane starting at the supply. The cards are generic: numbers of the order of a 28 nm
 * process, of no foundry. Shapes mean something, absolute values do not.
 */
export const SUPPLY_V = 0.9;

/**
 * Mirrors of minimum length and of longer ones. The switch is a transmission gate, or a single transistor, which works as a cascode while the membrane is within its
 * threshold of the rail that it leaves; `level1` has a square law and no short-channel effects.
 */
export const MIRRORS = {
  'L30': { model: 'bsim4', length_nm: 30, reference_nA: 200, gate: 'transmission' },
  'L100': { model: 'bsim4', length_nm: 100, reference_nA: 400, gate: 'transmission' },
  'L300': { model: 'bsim4', length_nm: 300, reference_nA: 400, gate: 'transmission' },
  'L30-single': { model: 'bsim4', length_nm: 30, reference_nA: 200, gate: 'single' },
  'L100-single': { model: 'bsim4', length_nm: 100, reference_nA: 400, gate: 'single' },
  'level1-single': { model: 'level1', length_nm: 30, reference_nA: 200, gate: 'single' },
};
export const BRANCHES = ['excitatory', 'inhibitory'];

const PERIOD_ns = 4;
const PULSE_ns = 1;
const EDGE_ns = 0.02;
const WIDTH_nm = 300;

const COMMON = 'level=14 version=4.8.2 toxe=1.4n ndep=4e18 k1=0.4 k2=0 k3=0 lpe0=0 lpeb=0 xj=15n eta0=0.3 dsub=0.5 dvt0=1 dvt1=0.6 pclm=0.3 pdiblc1=0.05 pdiblc2=0.001 nfactor=1.2 pscbe1=1e9 cgso=0.1n cgdo=0.1n';
const CARDS = {
  bsim4: [`.model nch nmos ${COMMON} vth0=0.36 u0=0.022 vsat=1.1e5`, `.model pch pmos ${COMMON} vth0=-0.38 u0=0.009 vsat=9e4`],
  level1: ['.model nch nmos level=1 vto=0.36 kp=500u lambda=0.1 tox=1.4n cgso=0.1n cgdo=0.1n', '.model pch pmos level=1 vto=-0.38 kp=200u lambda=0.1 tox=1.4n cgso=0.1n cgdo=0.1n'],
};

/** The netlist of one branch, which writes the membrane potential before every pulse to `output`. */
export function netlist({ model, length_nm, reference_nA, gate }, branch, pulses, output) {
  const device = `w=${WIDTH_nm}n l=${length_nm}n`;
  const pulse = (rest, active) => `pulse(${rest} ${active} ${PERIOD_ns / 2}n ${EDGE_ns}n ${EDGE_ns}n ${PULSE_ns - EDGE_ns}n ${PERIOD_ns}n)`;
  const both = gate === 'transmission';
  const up = branch === 'excitatory';
  return `* ${branch} synapse
${CARDS[model].join('\n')}
vdd vdd 0 ${SUPPLY_V}
${up ? `iref gate 0 ${reference_nA}n
mdiode gate gate vdd vdd pch ${device}
mmirror drain gate vdd vdd pch ${device}
mswitch membrane spikebar drain vdd pch w=${WIDTH_nm}n l=30n
${both ? `mpass membrane spike drain 0 nch w=${WIDTH_nm}n l=30n` : ''}` : `iref vdd gate ${reference_nA}n
mdiode gate gate 0 0 nch ${device}
mmirror drain gate 0 0 nch ${device}
mswitch membrane spike drain 0 nch w=${WIDTH_nm}n l=30n
${both ? `mpass membrane spikebar drain vdd pch w=${WIDTH_nm}n l=30n` : ''}`}
vspike spike 0 ${pulse(0, SUPPLY_V)}
vspikebar spikebar 0 ${pulse(SUPPLY_V, 0)}
cgate gate 0 200f
cdrain drain 0 0.1f
cmembrane membrane 0 20f
.ic v(membrane)=${up ? 0 : SUPPLY_V}
.options interp
.tran ${PERIOD_ns}n ${PERIOD_ns * pulses}n 0 0.1n
.control
set wr_singlescale
run
wrdata ${output} v(membrane)
.endc
.end
`;
}
