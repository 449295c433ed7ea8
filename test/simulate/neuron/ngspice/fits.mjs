import { fitLaw } from './fit.mjs';
import { BRANCHES, MIRRORS, SUPPLY_V } from './netlist.mjs';
import { stepsOf } from './staircase.mjs';

/**
 * Fits of the laws to all staircases. The inhibitory side four times: each down law with its own early voltage, and each with that of the excitatory side.
 * @param laws the module src/simulate/neuron/laws.ts
 */
export function fits(staircases, laws) {
  const [up, ...downs] = ['up', 'mirror', 'weak-headroom'].map((law) => ({ law, of: lawOf(laws, law) }));
  return Object.keys(MIRRORS).flatMap((mirror) => {
    const [rise, fall] = BRANCHES.map((branch) => stepsOf(staircases[`${mirror} ${branch}`]).filter(betweenRails));
    const excitatory = { mirror, branch: 'excitatory', law: 'up', ...fitLaw(rise, up.of) };
    const own = downs.map(({ law, of }) => ({ mirror, branch: 'inhibitory', law, ...fitLaw(fall, of) }));
    const shared = downs.map(({ law, of }) => ({ mirror, branch: 'inhibitory', law: `${law}, early of excitatory`, ...fitLaw(fall, of, excitatory.early_V) }));
    return [excitatory, ...own, ...shared];
  });
}

/** A law as a function of what is fitted: (early_V, knee_V) => potential_V => share. */
export function lawOf({ upStep, downStep }, law) {
  return (early_V, knee_V) => {
    const parameters = { supply_V: SUPPLY_V, reset_V: 0.25, threshold_V: 0.65, earlyUp_V: early_V, earlyDown_V: early_V, knee_V, down: law };
    return law === 'up' ? upStep(parameters) : downStep(parameters);
  };
}

/** The charge of the switch's gate may push a membrane beyond a rail, where the law says nothing. */
function betweenRails({ potential_V }) {
  return potential_V >= 0 && potential_V <= SUPPLY_V;
}
