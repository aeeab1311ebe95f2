// The pages of a document: buttons in the place of the fields for order, turn and removal. The fields stay where they
// are and are what is sent, so that saving the form at any moment loses nothing. Who sends them is upload.js.
const QUARTER = { left: 270, right: 90 };

const itemsOf = (list) => [...list.querySelectorAll(".upload__page")];
const orderOf = (item) => item.querySelector(".upload__page-order input");
const turnOf = (item) => item.querySelector(".upload__page-turn select");
const dropOf = (item) => item.querySelector(".upload__page-drop input");
const fill = (words, values) => words.replace(/{(\w+)}/g, (_all, name) => values[name]);

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-tool]");
    if (!button || button.ariaDisabled === "true") return;
    const list = button.closest(".upload__page-list");
    const words = press(list, button.closest(".upload__page"), button);
    show(list);
    list.dispatchEvent(new CustomEvent("upload:changed", { bubbles: true, detail: words }));
  });
}

// Where there are pages without tools, and what the fields already say: another redrawing, or the browser itself after
// a reload, may have put back what somebody had asked for.
export function enhance(root) {
  for (const list of root.querySelectorAll(".upload__page-list:not([data-tools])")) {
    const tools = list.closest("[data-upload]")?.querySelector("template[data-page-tools]");
    if (!tools) continue;
    list.dataset.tools = "1";
    list.closest("fieldset").querySelector(".upload__arrange").type = "button"; // Enter in a field is for saving
    for (const item of itemsOf(list)) item.append(tools.content.cloneNode(true));
    list.append(...itemsOf(list).sort((one, other) => number(one) - number(other)));
    show(list);
    if (isChanged(list)) list.dispatchEvent(new CustomEvent("upload:changed", { bubbles: true }));
  }
}

function number(item) {
  return Number(orderOf(item).value) || 0;
}

export function isChanged(root) {
  const lists = root.matches(".upload__page-list") ? [root] : [...root.querySelectorAll(".upload__page-list")];
  return lists.some((list) =>
    itemsOf(list).some(
      (item) => orderOf(item).value !== orderOf(item).defaultValue || turnOf(item).value !== "0" || dropOf(item).checked,
    ),
  );
}

// Does what the button says and answers what is to be said about it.
function press(list, item, button) {
  const stay = staying(list);
  const at = stay.indexOf(item);
  const tool = button.dataset.tool;
  let { said } = button.dataset;
  let place = at + 1;
  // The neighbour is moved and not the page itself, which would lose the focus.
  if (tool === "earlier") {
    item.after(stay[at - 1]);
    place = at;
  } else if (tool === "later") {
    item.before(stay[at + 1]);
    place = at + 2;
  } else if (tool === "drop") {
    const drop = dropOf(item);
    drop.checked = !drop.checked;
    if (!drop.checked) said = button.dataset.saidBack;
  } else {
    const turn = turnOf(item);
    turn.value = String((Number(turn.value) + QUARTER[tool]) % 360);
  }
  return fill(said, { n: item.dataset.number, place });
}

function staying(list) {
  return itemsOf(list).filter((item) => !dropOf(item).checked);
}

// Puts on the page what the fields say.
function show(list) {
  const items = itemsOf(list);
  const stay = staying(list);
  for (const [index, item] of items.entries()) {
    const at = stay.indexOf(item);
    const dropped = at < 0;
    orderOf(item).value = String(index + 1);
    item.dataset.number = dropped ? (item.dataset.number ?? index + 1) : at + 1;
    item.classList.toggle("upload__page--dropped", dropped);
    item.querySelector(".upload__page-number").textContent = dropped ? "–" : at + 1;
    const turn = (Number(item.dataset.turn) + Number(turnOf(item).value)) % 360;
    item.querySelector("img").className = `upload__page-image upload__page-image--turn-${turn}`;
    for (const button of item.querySelectorAll("[data-tool]")) {
      const { tool, words, wordsBack } = button.dataset;
      button.title = fill(dropped && wordsBack ? wordsBack : words, { n: item.dataset.number });
      button.ariaLabel = button.title;
      // Not "disabled", which would take the focus away from the page that has just become the first or the last.
      button.ariaDisabled = String(
        tool === "drop" ? !dropped && stay.length === 1 : dropped || at === { earlier: 0, later: stay.length - 1 }[tool],
      );
    }
  }
}

// Where the focus is among the pages, so that it finds its way back when the list has been drawn anew.
export function placeOf(box) {
  const focused = document.activeElement;
  const item = focused?.closest?.(".upload__page");
  if (!item || !box.contains(item)) return null;
  const file = [...box.querySelectorAll(".upload__file")].indexOf(item.closest(".upload__file"));
  const page = staying(item.closest(".upload__page-list")).indexOf(item);
  return { file, page, tool: focused.dataset.tool };
}

export function returnTo(box, place) {
  if (!place) return;
  const file = box.querySelectorAll(".upload__file")[place.file] ?? box.querySelector(".upload__file");
  const item = place.page >= 0 ? file?.querySelectorAll(".upload__page")[place.page] : null;
  const control = item?.querySelector(place.tool ? `[data-tool="${place.tool}"]` : ".upload__page-link");
  const undo = box.querySelector(".upload__undo:not([hidden])"); // a page that was taken out can only be put back
  (control ?? (place.page < 0 && undo) ?? file)?.focus({ preventScroll: true });
}
