// The levers: each with its unit, range, meaning and source; reset one by one or all together.

import { button, h, menu, newId } from "../dom.js";

/** On narrow screens the levers are folded, so that the headline is seen first. */
const NARROW = "(max-width: 40rem)";

/** Return a number without needless digits. */
function plainNumber(value) {
  return String(Number(value.toFixed(3)));
}

/** Return a setting of a lever as text, with its unit. */
export function settingText(lever, value) {
  if (lever.kind === "choice") return lever.options.find((option) => option.value === value)?.label ?? String(value);
  return lever.kind === "month" ? `month ${value}` : plainNumber(value);
}

/** Return what of a scenario's settings differs from how it is shipped, in words. */
export function settingsInWords(scenario, settings) {
  const changed = scenario.levers.filter((lever) => lever.key in settings && settings[lever.key] !== lever.value);
  return changed.map(
    (lever) =>
      `${lever.label}: ${settingText(lever, settings[lever.key])} (shipped: ${settingText(lever, lever.value)})`,
  );
}

/** The levers of one scenario, beside the results. */
export class Controls {
  /** @param {(key: string, value: number|string) => void} onSet @param {() => void} onReset */
  constructor(onSet, onReset) {
    this.onSet = onSet;
    this.onReset = onReset;
    this.rows = new Map();
    this.list = h("div", { class: "levers" });
    this.resetAll = button("Reset all", () => onReset(), { class: "plain reset-all" });
    const open = !window.matchMedia(NARROW).matches;
    this.element = h("details", { class: "card controls", open }, h("summary", {}, "Levers"), this.resetAll, this.list);
    this.scenario = null;
  }

  /** Show a scenario in some settings; controls that are there stay, so that the keyboard keeps its place. */
  show(scenario, settings) {
    if (this.scenario !== scenario) {
      this.scenario = scenario;
      this.rows = new Map(scenario.levers.map((lever) => [lever.key, this.rowOf(lever)]));
      this.list.replaceChildren(...[...this.rows.values()].map((row) => row.element));
      if (!scenario.levers.length) this.list.append(h("p", { class: "quiet" }, "The scenario names no levers."));
    }
    for (const lever of scenario.levers) this.rows.get(lever.key).set(settings[lever.key] ?? lever.value);
    this.resetAll.disabled = !settingsInWords(scenario, settings).length;
  }

  rowOf(lever) {
    const id = newId("lever");
    const shown = h("output", { htmlFor: id, class: "setting" });
    const about = aboutLever(lever);
    const reset = button("Reset", () => this.onSet(lever.key, lever.value), {
      class: "plain reset",
      ariaLabel: `Reset ${lever.label}`,
    });
    const control = lever.kind === "choice" ? this.choice(id, lever) : this.slider(id, lever);
    control.element.setAttribute("aria-describedby", about.id);
    const element = h(
      "div",
      { class: "lever" },
      h("div", { class: "lever-head" }, h("label", { htmlFor: id }, lever.label), shown, reset),
      control.element,
      h(
        "div",
        { class: "ends" },
        lever.kind !== "choice" && h("span", {}, plainNumber(lever.minimum)),
        about.toggle,
        lever.kind !== "choice" && h("span", {}, plainNumber(lever.maximum)),
      ),
      about.element,
    );
    return {
      element,
      set: (value) => {
        control.set(value);
        shown.textContent = lever.kind === "choice" ? "" : settingText(lever, value);
        element.classList.toggle("moved", value !== lever.value);
        reset.hidden = value === lever.value;
      },
    };
  }

  slider(id, lever) {
    const { levels } = lever;
    const range = levels
      ? { min: 0, max: levels.length - 1, step: 1 }
      : { min: lever.minimum, max: lever.maximum, step: lever.step };
    const valueOf = (place) => (levels ? levels[place] : Number(place));
    const element = h("input", {
      type: "range",
      id,
      ...range,
      oninput: () => this.onSet(lever.key, valueOf(Number(element.value))),
    });
    return {
      element,
      set: (value) => {
        element.value = String(levels ? nearestPlace(levels, value) : value);
        element.setAttribute("aria-valuetext", `${settingText(lever, value)}${lever.unit ? `, ${lever.unit}` : ""}`);
      },
    };
  }

  choice(id, lever) {
    const options = lever.options.map((option) => ({ value: String(option.value), label: option.label }));
    const element = menu(id, options, String(lever.value), (text) =>
      this.onSet(lever.key, lever.options.find((option) => String(option.value) === text).value),
    );
    return {
      element,
      set: (value) => {
        element.value = String(value);
      },
    };
  }
}

/** Return the place of the level that is nearest to a value. */
function nearestPlace(levels, value) {
  return levels.reduce((best, level, at) => (Math.abs(level - value) < Math.abs(levels[best] - value) ? at : best), 0);
}

function aboutLever(lever) {
  const id = newId("about");
  const range =
    lever.kind === "choice"
      ? `${lever.options.length} choices`
      : `${plainNumber(lever.minimum)} to ${plainNumber(lever.maximum)}${lever.unit ? `, ${lever.unit}` : ""}`;
  const text = `${sentenceOf(lever.meaning)} Range: ${range}. As shipped: ${settingText(lever, lever.value)}. Source: ${lever.source}.`;
  const element = h("p", { id, class: "about-lever", hidden: true }, text);
  const toggle = button("What it is", () => show(element.hidden), { class: "plain", ariaExpanded: "false" });
  toggle.setAttribute("aria-controls", id);
  toggle.setAttribute("aria-label", `What it is: ${lever.label}`);
  const show = (open) => {
    element.hidden = !open;
    toggle.setAttribute("aria-expanded", String(open));
  };
  return { id, element, toggle };
}

function sentenceOf(text) {
  const own = (text.charAt(0).toUpperCase() + text.slice(1)).trim();
  return /[.!?]$/.test(own) ? own : `${own}.`;
}
