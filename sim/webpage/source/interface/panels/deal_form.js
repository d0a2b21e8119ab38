// The form by which a partnership is arranged in a game: its type, with whom, and from which month.

import { button, h, labelled, menu, newId } from "../dom.js";
import { typeTitle } from "../data/game.js";

/**
 * Return the form.
 * @param {{title: string, verb: string, own: {type: string, partner: string|null}[], scenario: object, from: number,
 *   take: (chosen: {type: string, partner: string|null, month: number}) => void}} about `own`: what can be arranged;
 *   `from`: the first month in which it can begin
 */
export function dealForm({ title, verb, own, scenario, from, take }) {
  const chosen = { type: own[0].type, partner: null };
  const partners = h("div", {});
  const showPartners = () => {
    const ids = own.filter((one) => one.type === chosen.type).map((one) => one.partner ?? "");
    chosen.partner = ids[0];
    partners.replaceChildren(partnerMenu(ids, scenario, (id) => Object.assign(chosen, { partner: id })));
  };
  showPartners();
  const options = [...new Set(own.map((one) => one.type))].map((type) => ({
    value: type,
    label: typeTitle(scenario, type),
  }));
  const types = menu(newId("type"), options, chosen.type, (type) => {
    chosen.type = type;
    showPartners();
  });
  const month = h("input", {
    type: "number",
    id: newId("month"),
    min: from,
    max: scenario.months,
    step: 1,
    value: from,
  });
  const arrange = () =>
    take({ ...chosen, partner: chosen.partner || null, month: monthIn(month, from, scenario.months) });
  return h(
    "fieldset",
    {},
    h("legend", {}, title),
    labelled("Type", types),
    partners,
    labelled("From month", month),
    button(verb, arrange, { class: "primary" }),
  );
}

function partnerMenu(ids, scenario, onchange) {
  const name = (id) => scenario.trusts.find((trust) => trust.id === id)?.name ?? "a body outside";
  const options = ids.map((id) => ({ value: id, label: name(id) }));
  return labelled("With", menu(newId("partner"), options, ids[0], onchange));
}

/** Return the month that is written, within what is still to come. */
function monthIn(input, first, last) {
  return Math.min(last, Math.max(first, Math.round(Number(input.value)) || first));
}
