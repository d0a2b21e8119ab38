// Student's t: the quantile that 95 % intervals of means need.

const COVERAGE = 0.95;
const known = new Map();

/** Return the probability that |t| is at most `value`, for a whole number of degrees of freedom. */
function within(value, freedom) {
  // Abramowitz and Stegun (1964), 26.7.3 and 26.7.4: finite sums, exact for whole degrees of freedom.
  const angle = Math.atan(value / Math.sqrt(freedom));
  const squared = Math.cos(angle) ** 2;
  const odd = freedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let at = odd ? 3 : 2; at < freedom; at += 2) {
    term *= (squared * (at - 1)) / at;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/**
 * Return how many standard errors lie on either side of a mean in its 95 % interval.
 * @param {number} freedom degrees of freedom: a whole number, 1 or more
 */
export function halfWidthInErrors(freedom) {
  if (!known.has(freedom)) {
    let low = 1.9;
    let high = 13;
    for (let step = 0; step < 60; step += 1) {
      const middle = (low + high) / 2;
      if (within(middle, freedom) < COVERAGE) low = middle;
      else high = middle;
    }
    known.set(freedom, (low + high) / 2);
  }
  return known.get(freedom);
}
