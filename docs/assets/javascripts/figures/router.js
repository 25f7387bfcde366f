// The router at work. The page holds its starting state, drawn by hooks/lexicon/figures/router.py;
// this script shows the settings and computes the same, with the same numbers, for any of them.

const NUDGE = 0.4;
const WIDTH = 400;
const EXPERT_Y = 158;
const BAR_Y = 186;
const BAR = 84;

function* noise(seed) {
  for (;;) {
    seed = (Math.imul(1664525, seed) + 1013904223) >>> 0;
    yield (seed + 0.5) / 2 ** 32;
  }
}

function route(experts, setting) {
  const random = noise(setting.seed);
  const loads = experts.map(() => 0);
  const chips = Math.max(...experts.map((expert) => expert.chip));
  const choices = [];
  let crossing = 0;
  for (let token = 0; token < setting.tokens; token++) {
    const mean = loads.reduce((sum, load) => sum + load, 0) / experts.length;
    const scores = experts.map((expert, index) => {
      const score =
        setting.favour * expert.liking - Math.log(-Math.log(random.next().value));
      return score - (setting.balanced ? NUDGE * (loads[index] - mean) : 0);
    });
    const ranked = experts.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
    const chosen = ranked.slice(0, setting.chosen).sort((a, b) => a - b);
    for (const index of chosen) {
      loads[index] += 1;
      if (experts[index].chip - 1 !== token % chips) crossing += 1;
    }
    choices.push(chosen);
  }
  return { choices, loads, crossing, chips };
}

const shown = (value, digits = 2) => String(Math.floor(value * 10 ** digits + 0.5) / 10 ** digits);

function summary(setting, outcome) {
  const count = outcome.loads.length;
  const sends = outcome.loads.reduce((sum, load) => sum + load, 0);
  const most = Math.max(...outcome.loads);
  const used = outcome.loads.filter((load) => load > 0).length;
  return (
    `Active for each token: ${setting.chosen} of ${count} experts, ` +
    `${shown((100 * setting.chosen) / count, 1)}% of their parameters. ` +
    `Used by ${setting.tokens} ${setting.tokens === 1 ? "token" : "tokens"} together: ` +
    `${used} of ${count}. ` +
    `Load: the busiest expert has ${most} of ${sends} sends, ` +
    `${shown((most * count) / sends)} times the mean. ` +
    `Communication: ${outcome.crossing} of ${sends} sends cross to another chip.`
  );
}

function element(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function place(token, chips) {
  const index = Math.floor(token / chips);
  const width = WIDTH / chips;
  return {
    x: (token % chips) * width + width * (0.2 + 0.2 * (index % 4)),
    y: 40 + 16 * Math.floor(index / 4),
  };
}

function draw(figure, experts, outcome) {
  const count = experts.length;
  const centre = (index) => ((index + 0.5) * WIDTH) / count;
  const lines = [];
  const tokens = [];
  outcome.choices.forEach((chosen, token) => {
    const { x, y } = place(token, outcome.chips);
    tokens.push(element("circle", { cx: x, cy: y, r: 4, class: "figure__token" }));
    for (const index of chosen) {
      const far = experts[index].chip - 1 !== token % outcome.chips;
      const kind = far ? "figure__send is-far" : "figure__send";
      const end = { x2: centre(index), y2: EXPERT_Y };
      lines.push(element("line", { x1: x, y1: y, ...end, class: kind }));
    }
  });
  figure.querySelector(".figure__sends").replaceChildren(...lines);
  figure.querySelector(".figure__tokens").replaceChildren(...tokens);
  const most = Math.max(...outcome.loads);
  const bars = figure.querySelectorAll(".figure__load");
  const counts = figure.querySelectorAll(".figure__count");
  outcome.loads.forEach((load, index) => {
    const height = (load / most) * BAR;
    bars[index].setAttribute("height", height);
    bars[index].dataset.load = load;
    counts[index].setAttribute("y", BAR_Y + height + 13);
    counts[index].textContent = load;
  });
  const sends = outcome.loads.reduce((sum, load) => sum + load, 0);
  const mean = BAR_Y + (sends / count / most) * BAR;
  const level = figure.querySelector(".figure__mean");
  level.setAttribute("y1", mean);
  level.setAttribute("y2", mean);
}

export function start(figure) {
  const experts = JSON.parse(figure.querySelector("[data-experts]").dataset.experts);
  const controls = figure.querySelector(".figure__controls");
  const result = figure.querySelector(".figure__result");
  const field = (name) => controls.querySelector(`[name="${name}"]`);
  let seed = 1;

  const update = () => {
    const setting = {
      tokens: Number(field("tokens").value),
      chosen: Number(field("chosen").value),
      favour: Number(field("favour").value),
      balanced: field("balanced").checked,
      seed,
    };
    for (const shown of controls.querySelectorAll("label b")) {
      shown.textContent = shown.closest("label").querySelector("input").value;
    }
    const outcome = route(experts, setting);
    draw(figure, experts, outcome);
    result.textContent = summary(setting, outcome);
  };

  controls.addEventListener("input", update);
  controls.querySelector("button").addEventListener("click", () => {
    seed += 1;
    update();
  });
  controls.hidden = false;
}
