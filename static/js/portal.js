// Small comforts. Every page works without this file.
import { start as keepWhileTyping } from "./autosave.js";
import { start as countDigits } from "./digits.js";
import { start as countCharacters } from "./characters.js";
import { start as arrangePages } from "./pages.js";
import { start as keepWhatIsTyped } from "./redraw.js";
import { start as watchTheSession } from "./session.js";
import { start as uploadAtOnce } from "./upload.js";

arrangePages();
keepWhileTyping();
countCharacters();
countDigits();
keepWhatIsTyped();
watchTheSession();
uploadAtOnce();

const root = document.documentElement;
root.classList.add("scripts");

// The page that comes back with errors starts at their list, and a link there goes into its field.
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest(".govuk-form-group") ?? field;
    group.scrollIntoView();
    const control = field.matches("input, select, textarea, button") ? field : field.querySelector("input, select, textarea, button");
    (control ?? field).focus({ preventScroll: true });
  });
}

document.addEventListener("click", (event) => {
  // Menus close when the reader turns elsewhere.
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const button = event.target.closest("[data-copy]");
  if (button) {
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      const text = button.querySelector("[data-copy-text]");
      const before = text.textContent;
      text.textContent = document.body.dataset.copied;
      text.setAttribute("role", "status");
      setTimeout(() => {
        text.textContent = before;
      }, 2000);
    });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A second press within three seconds is a slip of the finger. The server is safe without this.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.hasAttribute("data-once")) return;
  if (button.dataset.pressed && Date.now() - button.dataset.pressed < 3000) {
    event.preventDefault();
    return;
  }
  button.dataset.pressed = Date.now();
});

