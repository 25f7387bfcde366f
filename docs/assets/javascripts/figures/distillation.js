// Teacher and student. The page holds the starting state, drawn by
// hooks/lexicon/figures/distillation.py; this script shows the settings and computes the same, with
// the same numbers, for any of them.

const LEFT = 58;
const RIGHT = 350;
const RATE = 1;

function softmax(scores, temperature) {
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp((score - highest) / temperature));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function learn(scores, setting) {
  const temperature = setting.soft ? setting.temperature : 1;
  const target = setting.soft
    ? softmax(scores, temperature)
    : scores.map((_, index) => (index === 0 ? 1 : 0));
  let student = scores.map(() => 0);
  for (let step = 0; step < setting.steps; step++) {
    const shares = softmax(student, temperature);
    student = student.map(
      (score, index) => score - RATE * temperature * (shares[index] - target[index]),
    );
  }
  return student;
}

const shown = (value, digits = 2) => String(Math.floor(value * 10 ** digits + 0.5) / 10 ** digits);
const percent = (share) => `${shown(share, 1)}%`;

function summary(answers, setting, teacher, student) {
  const spoken = (shares) =>
    answers.map((answer, index) => `${answer.answer} ${percent(shares[index])}`).join(", ");
  const gap = Math.max(...teacher.map((share, index) => Math.abs(share - student[index])));
  const source = setting.soft ? "the softened scores" : "the right answer alone";
  return (
    `At temperature ${shown(setting.temperature)} the teacher gives ${spoken(teacher)}. ` +
    `After ${setting.steps} ${setting.steps === 1 ? "step" : "steps"} on ${source} ` +
    `the student gives ${spoken(student)}. The largest gap is ${shown(gap, 1)} points.`
  );
}

function draw(bars, shares) {
  bars.forEach((bar, index) => {
    const width = (shares[index] / 100) * (RIGHT - LEFT);
    bar.setAttribute("width", width);
    bar.dataset.share = shown(shares[index], 1);
    bar.nextElementSibling.setAttribute("x", LEFT + width + 5);
    bar.nextElementSibling.textContent = percent(shares[index]);
  });
}

export function start(figure) {
  const answers = JSON.parse(figure.querySelector("[data-answers]").dataset.answers);
  const scores = answers.map((answer) => answer.score);
  const controls = figure.querySelector(".figure__controls");
  const result = figure.querySelector(".figure__result");
  const field = (name) => controls.querySelector(`[name="${name}"]`);
  const bars = (kind) => [...figure.querySelectorAll(`.figure__${kind}[data-share]`)];

  const update = () => {
    const setting = {
      temperature: Number(field("temperature").value),
      steps: Number(field("steps").value),
      soft: !field("hard").checked,
    };
    for (const shown of controls.querySelectorAll("label b")) {
      shown.textContent = shown.closest("label").querySelector("input").value;
    }
    const percents = (given) =>
      softmax(given, setting.temperature).map((share) => 100 * share);
    const teacher = percents(scores);
    const student = percents(learn(scores, setting));
    draw(bars("teacher"), teacher);
    draw(bars("student"), student);
    result.textContent = summary(answers, setting, teacher, student);
  };

  controls.addEventListener("input", update);
  controls.hidden = false;
}
