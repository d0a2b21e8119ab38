// How large a scenario is.

/** Trusts, above which a scenario is large. */
const LARGE = 20;

/** Return whether worlds of a scenario take so much time and room that fewer are played, by fewer workers. */
export function isLarge({ trusts }) {
  return trusts.length > LARGE;
}
