import type { StateSpread } from '../../ir/non-idealities.ts';

const PER_uS = 1e-6;

/** Standard deviation, S, of a device at a conductance, S; never below 0. */
export function spreadAt({ polynomial_uS = [], saturating, independent_uS = 0 }: StateSpread): (conductance_S: number) => number {
  return (conductance_S) => {
    const conductance = conductance_S / PER_uS;
    let sigma = 0;
    for (let k = polynomial_uS.length - 1; k >= 0; k--) sigma = sigma * conductance + polynomial_uS[k]!;
    if (saturating) sigma += saturating.most_uS * (1 - Math.exp(-conductance / saturating.scale_uS));
    return (independent_uS === 0 ? Math.max(0, sigma) : Math.hypot(Math.max(0, sigma), independent_uS)) * PER_uS;
  };
}
