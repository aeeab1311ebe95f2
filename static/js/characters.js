// How many characters have been written beside how many there must and may be. Shown at every key; said to a screen
// reader only when somebody pauses and only where it matters, so that nobody is talked over.
const PAUSE = 1000;
const timers = new WeakMap();

function counterOf(area) {
  const next = area.nextElementSibling;
  if (next?.classList.contains("count")) return next;
  const count = document.createElement("p");
  count.className = "count";
  count.setAttribute("aria-hidden", "true");
  const live = document.createElement("p");
  live.className = "govuk-visually-hidden";
  live.setAttribute("aria-live", "polite");
  area.after(count, live);
  return count;
}

function show(area) {
  const { least = 0, most, words } = area.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang, { numberingSystem: "latn" });
  const length = [...area.value.trim()].length;
  const count = counterOf(area);
  const short = length < Number(least);
  count.textContent = short
    ? words.replace("{n}", number.format(length)).replace("{least}", number.format(least))
    : `${number.format(length)} / ${number.format(most)}`;
  count.classList.toggle("deadline--over", length > Number(most));
  clearTimeout(timers.get(area));
  const matters = short || length > most * 0.9;
  timers.set(area, setTimeout(() => (count.nextElementSibling.textContent = matters ? count.textContent : ""), PAUSE));
}

export function start() {
  document.addEventListener("input", (event) => {
    const area = event.target.closest("textarea[data-most]");
    if (area) show(area);
  });
}
