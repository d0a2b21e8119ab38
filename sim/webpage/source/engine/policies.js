// The stated policies among which the best is sought: support and scrutiny from a month on, and a mandate or none.

export const MOST_POLICIES = 200;
const LEVELS = [0.2, 0.5, 0.8];
const MONTHS = [1, 7, 13, 25];

/** Return policies for a scenario, each as actions and in words; the first is to leave everything as it is. */
export function policiesFor(scenario) {
  const found = [{ actions: [], words: "everything as in the scenario" }];
  const own = scenario.partnerships.map((plan) => ({ what: "refuse", id: plan.id }));
  const targets = new Set(scenario.trusts.filter((trust) => trust.role === "target").map((trust) => trust.id));
  const main = scenario.main.trust ?? [...targets][0];
  const mandates = scenario.play.mandates.filter((pair) => pair.target === main);
  for (const support of LEVELS) {
    for (const scrutiny of LEVELS) {
      const levels = [
        { what: "support", month: 1, value: support },
        { what: "scrutiny", month: 1, value: scrutiny },
      ];
      const words = `support ${support} and scrutiny ${scrutiny}`;
      found.push({ actions: levels, words: `${words}, partnerships as in the scenario` });
      if (own.length) found.push({ actions: [...levels, ...own], words: `${words}, no partnership` });
      for (const month of MONTHS.filter((one) => one <= scenario.months)) {
        for (const pair of mandates) {
          const type = scenario.types.find((one) => one.name === pair.type).title;
          const partner = scenario.trusts.find((trust) => trust.id === pair.partner)?.name;
          found.push({
            actions: [...levels, ...own, { what: "mandate", month, ...pair }],
            words: `${words}, ${type}${partner ? ` with ${partner}` : ""} mandated in month ${month}`,
          });
        }
      }
    }
  }
  return thinned(found);
}

/** Return as many policies as there may be at most, taken evenly; the first is always among them. */
function thinned(policies) {
  if (policies.length <= MOST_POLICIES) return policies;
  return Array.from({ length: MOST_POLICIES }, (_, n) => policies[Math.floor((n * policies.length) / MOST_POLICIES)]);
}
