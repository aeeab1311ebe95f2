// Says in time that the session is about to end and lets it go on. The server decides; this only asks and tells.
const WARN_BEFORE = 3 * 60_000;

export function start() {
  const box = document.querySelector("[data-session]");
  if (!box) return;
  const notice = box.querySelector(".session__notice");
  let endsAt = Date.now() + 1000 * Number(box.dataset.left);
  let cannotGoOn = false;
  let shown = "";
  let timer;

  async function ask(address, options) {
    try {
      const answer = await fetch(address, { ...options, headers: { Accept: "application/json" } });
      const { left, last } = await answer.json();
      endsAt = Date.now() + 1000 * left;
      cannotGoOn = last;
    } catch {
      // Out of reach: what was known still holds.
    }
  }

  // A live region speaks when something new comes into it, so the same words are not put in twice.
  function show(name) {
    if (name === shown) return;
    shown = name;
    notice.replaceChildren(...(name ? [box.querySelector(`template[data-${name}]`).content.cloneNode(true)] : []));
  }

  function wait(milliseconds) {
    clearTimeout(timer);
    timer = setTimeout(look, milliseconds);
  }

  async function look() {
    // Another tab may have kept the session open, or ended it.
    if (endsAt - Date.now() <= WARN_BEFORE) await ask(box.dataset.session);
    tell();
  }

  function tell() {
    const left = endsAt - Date.now();
    if (left > WARN_BEFORE) {
      show("");
      wait(left - WARN_BEFORE);
    } else if (left > 0) {
      show(cannotGoOn ? "last" : "warning");
      wait(Math.min(left + 1000, 30_000));
    } else {
      show("ended");
    }
  }

  notice.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-prolong]")) return;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "",
    });
    await ask(box.dataset.prolong, { method: "POST", body });
    tell();
  });
  // A machine that slept has not counted.
  document.addEventListener("visibilitychange", () => document.hidden || look());
  tell();
}
