// Keeps an unfinished page while somebody types. The server keeps it at every press of a button as well; this only does
// so sooner, says quietly when it was, and loudly when it could not.
const PAUSE = 1500; // after the last key
const RETRIES = [3, 10, 30]; // seconds, the last one again and again
const AT_ONCE = 60_000; // bytes that a browser sends for a page that is being left

export function start() {
  const form = document.querySelector("#page-form");
  const mark = form?.querySelector("[name='_draft']");
  if (mark) new Autosave(form, mark);
}

class Autosave {
  constructor(form, mark) {
    this.form = form;
    this.mark = mark;
    this.kept = String(this.answers());
    this.tries = 0;
    this.over = false; // sent, or no longer this tab's to write
    for (const name of ["input", "change"]) form.addEventListener(name, (event) => this.follow(event.target));
    document.addEventListener("submit", (event) => {
      if (event.target !== form || event.defaultPrevented) return;
      this.over = true;
      clearTimeout(this.timer);
    });
    // A page that comes back from the browser's memory is typed on again.
    window.addEventListener("pageshow", (event) => event.persisted && (this.over = false));
    window.addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    window.addEventListener("online", () => this.tries && this.save());
  }

  // Documents go their own way.
  follow(control) {
    if (this.over || !control.name || control.name.includes("-") || control.closest("[data-upload]")) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  answers() {
    const answers = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === "string" && !name.includes("-") && name !== "csrfmiddlewaretoken") answers.append(name, value);
    }
    return answers;
  }

  body() {
    const body = this.answers();
    body.append("_keep", "1");
    body.append("csrfmiddlewaretoken", this.form.querySelector("[name='csrfmiddlewaretoken']").value);
    return body;
  }

  leave() {
    if (this.over || String(this.answers()) === this.kept) return;
    clearTimeout(this.timer);
    const body = this.body();
    if (String(body).length < AT_ONCE) navigator.sendBeacon(location.href, body);
    else this.save();
  }

  async save() {
    clearTimeout(this.timer);
    const now = String(this.answers());
    if (this.over || now === this.kept) return;
    let answer = null;
    let told = {};
    try {
      answer = await fetch(location.href, { method: "POST", body: this.body(), headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.type !== "opaqueredirect") told = await answer.json();
    } catch {
      answer = null; // out of reach
    }
    if (this.over) return;
    if (answer?.ok) {
      this.kept = now;
      this.tries = 0;
      this.complain("");
      this.say(told.said);
    } else if (!answer || answer.status >= 500) {
      const wait = RETRIES[Math.min(this.tries, RETRIES.length - 1)];
      this.tries += 1;
      this.say("");
      this.complain(this.mark.dataset.failed);
      this.timer = setTimeout(() => this.save(), 1000 * wait);
    } else {
      // The session is gone, another tab was newer, or it is too long: it does not get better by trying again.
      this.over = answer.status !== 413;
      this.say("");
      this.complain(told.said ?? this.mark.dataset.ended);
    }
  }

  // A live region speaks when its words change: not again within the same minute.
  say(words) {
    const place = this.form.querySelector("[data-draft-said]");
    if (place.textContent !== words) place.textContent = words;
  }

  complain(words) {
    const place = this.form.querySelector("[data-draft-trouble]");
    if (place.textContent === words) return;
    place.textContent = words;
    place.className = words ? "panel panel--error" : "";
  }
}
