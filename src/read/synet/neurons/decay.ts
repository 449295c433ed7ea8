import { isTimeConstant, type Decay, type DecayRule, type Gain } from '../../../ir/neuron.ts';
import { reportBoth, reportMissing, type Arguments } from '../arguments.ts';
import { report } from '../context.ts';
import type { Field } from '../fields.ts';
import { ANY, DECAY, TIME, type Range } from '../quantities.ts';
import type { ShapeRule } from '../tensors.ts';
import { parameter, times, words } from '../values.ts';

const FACTOR = parameter(DECAY);
const TAU = times(TIME);
const RULE = words<DecayRule>(['euler', 'exp']);

/** `decay = 0.9`, or `tau = 10 ms` with `rule`. One of the two must be given. */
export const decay: Field<Decay> = {
  entries: [
    { name: 'decay', type: FACTOR.type, fallback: null, help: 'factor of the state in one timestep', instead: 'tau' },
    { name: 'tau', type: TAU.type, fallback: 'none', help: 'time constant of tau dx/dt = -x, instead of decay; it needs dt' },
    { name: 'rule', type: RULE.type, fallback: 'euler', help: 'how tau becomes a factor: euler 1 - dt/tau, exp e^(-dt/tau)' },
  ],
  read: readDecay,
  print: (value, place) => {
    if (!isTimeConstant(value)) return { decay: FACTOR.print(value, place.inside('decay')), tau: null, rule: null };
    const { tau_s, rule } = value;
    return { decay: null, tau: TAU.print(tau_s, place.inside('tau')), rule: rule === 'euler' ? null : RULE.print(rule, place) };
  },
};

function readDecay(args: Arguments, shapes: ShapeRule): Decay {
  const { context } = args;
  const [factor, tau, rule] = ['decay', 'tau', 'rule'].map(args.given);
  if (factor && tau) reportBoth(args, 'decay', 'tau');
  if (rule && !tau) report(context, 'S425', { what: `'rule'`, reason: 'it says how tau becomes a factor, and there is no tau' }, rule.span);
  if (tau) {
    const chosen = rule ? RULE.read(rule.value, 'rule', shapes, context) : 'euler';
    if (context.dt_s === null) report(context, 'S427', { what: 'tau', instead: 'decay' }, tau.value.span);
    return { tau_s: times(longEnough(chosen, context.dt_s)).read(tau.value, 'tau', shapes, context), rule: chosen };
  }
  if (factor) return FACTOR.read(factor.value, 'decay', shapes, context);
  reportMissing(args, 'decay', 'tau = 10 ms');
  return 1;
}

/** Time constants stand as f32 in arrays, so one that equals dt may lie a rounding below it. */
const ROUNDING = 1e-6;

/** Forward Euler turns around the sign of a state whose time constant is shorter than a timestep. */
function longEnough(rule: DecayRule, dt_s: number | null): Range {
  if (rule !== 'euler' || dt_s === null) return TIME;
  return { ...TIME, holds: (tau) => tau >= dt_s * (1 - ROUNDING) && Number.isFinite(tau), words: `a time such as 10 ms, not shorter than dt (${dt_s} s), or rule = exp` };
}

const FACTOR_OF_DRIVE = parameter(ANY);

/** `gain = 2`, or `resistance = 3`. @param leaks whether the state decays: without decay the factor of a resistance is r dt */
export function gain(leaks: boolean): Field<Gain> {
  const factor = leaks ? 'r (1 - decay)' : 'r dt; it needs dt';
  return {
    entries: [
      { name: 'gain', type: FACTOR_OF_DRIVE.type, fallback: '1', help: 'factor of what drives the state', instead: 'resistance' },
      { name: 'resistance', type: FACTOR_OF_DRIVE.type, fallback: 'none', help: `r of tau dx/dt = -x + r I, instead of gain: the factor is ${factor}` },
    ],
    read: (args, shapes) => readGain(args, shapes, leaks),
    print: (value, place) => {
      if (typeof value === 'object' && 'resistance' in value) return { gain: null, resistance: FACTOR_OF_DRIVE.print(value.resistance, place.inside('resistance')) };
      return { gain: value === 1 ? null : FACTOR_OF_DRIVE.print(value, place.inside('gain')), resistance: null };
    },
  };
}

function readGain(args: Arguments, shapes: ShapeRule, leaks: boolean): Gain {
  const { context } = args;
  const [factor, resistance] = ['gain', 'resistance'].map(args.given);
  if (factor && resistance) reportBoth(args, 'gain', 'resistance');
  if (!resistance) return factor ? FACTOR_OF_DRIVE.read(factor.value, 'gain', shapes, context) : 1;
  if (!leaks && context.dt_s === null) report(context, 'S427', { what: 'resistance', instead: 'gain' }, resistance.value.span);
  return { resistance: FACTOR_OF_DRIVE.read(resistance.value, 'resistance', shapes, context) };
}
