// How many of the expected digits have been typed so far, beside numbers that people copy from paper.
const DIGITS = /[0-9\u0660-\u0669\u06f0-\u06f9]/g;

function count(input) {
  let shown = input.parentElement.querySelector(".count");
  if (!shown) {
    shown = document.createElement("p");
    shown.className = "count";
    shown.setAttribute("aria-hidden", "true");
    input.after(shown);
  }
  const typed = (input.value.match(DIGITS) ?? []).length;
  shown.textContent = typed ? `${typed} / ${input.dataset.digits}` : "";
  shown.dir = "ltr";
}

export function start() {
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-digits]")) count(event.target);
  });
}
