// While the server draws a form's questions anew, people go on typing. What changed between the request
// and the answer is put back into the new questions, so that nothing typed is lost.
const asked = new WeakMap();
let decisive = null; // a control that was put back and whose change asks for another drawing

function controls(form) {
  return [...form.querySelectorAll("#questions :is(input, select, textarea)[name]")].filter(
    (control) => control.type !== "file" && control.type !== "hidden",
  );
}

const key = (control) => (/^(radio|checkbox)$/.test(control.type) ? `${control.name}=${control.value}` : control.name);
const state = (control) => (/^(radio|checkbox)$/.test(control.type) ? control.checked : control.value);
const states = (form) => new Map(controls(form).map((control) => [key(control), state(control)]));

// A date of which only the day has been written decides nothing yet.
function isHalfADate(group) {
  const parts = [...(group.querySelectorAll?.(".govuk-date-input__input") ?? [])].map((part) => part.value.trim() !== "");
  return parts.includes(true) && parts.includes(false);
}

// New questions carry no complaints, so the list of the old ones would speak of answers that stand no more.
function forgetErrors() {
  const summary = document.querySelector("#error-summary");
  if (!summary) return;
  summary.remove();
  document.title = document.title.replace(/^[^:]*: /, "");
}

const hints = (form) => new Map([...form.querySelectorAll(".govuk-hint[id]")].map((hint) => [hint.id, hint.textContent]));

// A hint that says something else now, the latest day for one, is read out without moving anybody.
function tell(form) {
  const place = form?.querySelector("[data-told]");
  const before = form?.hintsBefore;
  if (!place || !before) return;
  delete form.hintsBefore;
  place.textContent = [...hints(form)].filter(([id, text]) => before.has(id) && before.get(id) !== text).map(([, text]) => text).join(" ");
}

export function start() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (isHalfADate(event.target)) {
      event.preventDefault();
      return;
    }
    const form = event.target.closest("form");
    if (form && event.detail.target?.id === "questions") asked.set(form, states(form));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.target.closest?.("form");
    const before = form && asked.get(form);
    if (!before) return;
    form.changedMeanwhile = [...states(form)].filter(([name, value]) => before.get(name) !== value);
    form.hintsBefore = hints(form);
    asked.delete(form);
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id === "questions") {
      forgetErrors();
      tell(document.querySelector("#questions")?.closest("form"));
    }
    const form = document.querySelector("#questions")?.closest("form");
    if (!form?.changedMeanwhile || event.detail.target?.id !== "questions") return;
    const changed = new Map(form.changedMeanwhile);
    delete form.changedMeanwhile;
    for (const control of controls(form)) {
      if (!changed.has(key(control))) continue;
      if (/^(radio|checkbox)$/.test(control.type)) control.checked = changed.get(key(control));
      else control.value = changed.get(key(control));
      decisive = control.closest("[hx-post]") ? control : decisive;
    }
  });
  // The browser tells nobody of what was put back by a script, and a question may depend on it.
  document.addEventListener("htmx:afterSettle", () => {
    const control = decisive;
    decisive = null;
    if (control?.isConnected) control.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
