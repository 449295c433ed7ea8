/**
 * Least squares of step = scale * law(potential; early, knee): the scale follows from the other two, which Gauss and Newton's method finds with Levenberg's damping,
 * in logarithms since both are positive, from a grid of starts.
 * @param steps (potential_V, step_V) of a staircase
 * @param law (early_V, knee_V) => potential_V => share
 * @param fixed early_V that is not to be fitted, or undefined
 * @returns step at 0 headroom lost (scale_V), early_V, knee_V, root mean square of the error as a share of the largest fitted step, largest error likewise
 */
export function fitLaw(steps, law, fixed) {
  let best = null;
  for (const early_V of fixed === undefined ? [0.5, 0.8, 1.2, 2, 4] : [fixed]) {
    for (const knee_V of [0.02, 0.06, 0.15]) {
      const found = descend(steps, law, fixed, [Math.log(early_V), Math.log(knee_V)]);
      if (best === null || found.cost < best.cost) best = found;
    }
  }
  const [early_V, knee_V] = best.at.map(Math.exp);
  const errors = residuals(steps, law, best.at);
  const largestStep_V = Math.max(...steps.map(({ step_V }) => step_V));
  return {
    scale_V: scaleOf(steps, law(early_V, knee_V)), early_V, knee_V,
    rms: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length) / largestStep_V,
    worst: Math.max(...errors.map(Math.abs)) / largestStep_V,
  };
}

function descend(steps, law, fixed, start) {
  let [at, damping] = [start, 1e-3];
  let cost = costOf(residuals(steps, law, at));
  for (let round = 0; round < 200 && damping < 1e9; round++) {
    const next = bounded(step(steps, law, at, damping, fixed));
    const nextCost = costOf(residuals(steps, law, next));
    if (nextCost < cost) [at, cost, damping] = [next, nextCost, damping / 3];
    else damping *= 4;
  }
  return { at, cost };
}

/** One damped step of Gauss and Newton in (log early, log knee), derivatives by central differences. */
function step(steps, law, [early, knee], damping, fixed) {
  const h = 1e-5;
  const error = residuals(steps, law, [early, knee]);
  const slope = (a, b) => {
    const before = residuals(steps, law, [early - a, knee - b]);
    return residuals(steps, law, [early + a, knee + b]).map((value, i) => (value - before[i]) / (2 * h));
  };
  const [byEarly, byKnee] = [fixed === undefined ? slope(h, 0) : error.map(() => 0), slope(0, h)];
  const [aa, ab, bb, ga, gb] = [dot(byEarly, byEarly), dot(byEarly, byKnee), dot(byKnee, byKnee), dot(byEarly, error), dot(byKnee, error)];
  const [p, q] = [aa * (1 + damping) + 1e-30, bb * (1 + damping) + 1e-30];
  const determinant = p * q - ab * ab;
  return [early - (q * ga - ab * gb) / determinant, knee - (p * gb - ab * ga) / determinant];
}

function residuals(steps, law, [early, knee]) {
  const share = law(Math.exp(early), Math.exp(knee));
  const scale_V = scaleOf(steps, share);
  return steps.map(({ potential_V, step_V }) => scale_V * share(potential_V) - step_V);
}

function scaleOf(steps, share) {
  const shares = steps.map(({ potential_V }) => share(potential_V));
  return dot(shares, steps.map(({ step_V }) => step_V)) / Math.max(dot(shares, shares), 1e-300);
}

const bounded = ([early, knee]) => [Math.min(Math.log(100), Math.max(Math.log(0.05), early)), Math.min(Math.log(1), Math.max(Math.log(1e-3), knee))];
const costOf = (errors) => dot(errors, errors);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
