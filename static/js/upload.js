// Sends chosen files, changed pages and crops at once, shows progress and follows the check. Without it the form does
// the same on saving; and whatever could not be sent is still in the form's fields when it is saved.
import { enhance as enhanceCrops } from "./crop.js";
import { enhance as enhancePages, isChanged, placeOf, returnTo } from "./pages.js";

const PAUSE = 1500; // after the last press on a page's tools
const RETRIES = [3, 10]; // seconds

// By the field's name: what has been asked for goes up one after the other, whatever is redrawn meanwhile.
const states = new Map();

export function start() {
  // Listening on the document covers fields that arrive later by htmx.
  document.addEventListener("change", (event) => {
    const input = event.target;
    const box = input.closest?.("[data-upload]");
    if (!box) return;
    if (input.matches('input[type="file"]') && input.files.length) enqueue(box, { input, files: [...input.files] });
    if (input.matches(".upload__remove input") && input.checked) remove(box, input);
  });
  document.addEventListener("upload:changed", (event) => {
    const box = event.target.closest("[data-upload]");
    const state = stateOf(box);
    state.changes += 1;
    clearTimeout(state.timer);
    state.timer = setTimeout(enqueue, PAUSE, box, {});
    if (event.detail) say(box, event.detail);
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-upload] button");
    const box = button?.closest("[data-upload]");
    if (!box) return;
    if (button.matches(".upload__arrange")) enqueue(box, {});
    if (button.matches(".upload__undo")) undo(box);
    if (button.matches(".framings__use")) useFrame(box, button.closest(".framings"));
  });
  // Another answer may have the questions drawn anew while somebody is at the pages.
  let left = null;
  document.addEventListener("htmx:beforeSwap", () => {
    const box = document.activeElement?.closest("[data-upload]");
    left = box && { name: box.dataset.name, place: placeOf(box) };
  });
  document.addEventListener("htmx:load", (event) => {
    follow(event.target);
    const box = left?.place && boxOf(left.name);
    if (box && event.target.contains(box) && document.activeElement === document.body) returnTo(box, left.place);
  });
  let saving = false;
  document.addEventListener("submit", (event) => (saving = !event.defaultPrevented));
  window.addEventListener("pagehide", () => {
    if (saving) return;
    // Left within the pause: what was asked for goes all the same.
    for (const box of document.querySelectorAll("[data-upload]")) {
      if (isChanged(box)) navigator.sendBeacon(box.dataset.upload, bodyOf(box, {}));
    }
  });
  follow(document);
}

const boxOf = (name) => document.querySelector(`[data-upload][data-name="${CSS.escape(name)}"]`);
// The documents that stand; to one that was refused nobody wants to go back.
const keysOf = (box) => [...box.querySelectorAll(".upload__file:not(.upload__file--rejected)")].map((row) => row.id.slice("upload-".length));

function stateOf(box) {
  const { name } = box.dataset;
  // "shown" is the list as the server knows it, "before" the one that it took the place of.
  if (!states.has(name)) states.set(name, { queue: Promise.resolve(), changes: 0, timer: 0, shown: keysOf(box), before: [] });
  return states.get(name);
}

function enqueue(box, order) {
  const state = stateOf(box);
  clearTimeout(state.timer);
  const next = () => send(box.dataset.name, state, order);
  state.queue = state.queue.then(next, next);
}

async function send(name, state, order) {
  let box = boxOf(name);
  const { input, files, frame, kept } = order;
  const onlyPages = !(files || frame || kept || order.removal);
  if (!box || (onlyPages && !isChanged(box))) return;
  const changes = state.changes;
  const { sending, sent, failed, undone } = box.dataset;
  // What is about to be lengthened or replaced is left alone meanwhile.
  for (const each of box.querySelectorAll(".upload__pages")) each.inert = Boolean(files || kept);
  if (files) say(box, sending);
  const fresh = await deliver(name, order);
  box = boxOf(name); // the questions may have been redrawn meanwhile
  if (!box) return;
  for (const each of box.querySelectorAll(".upload__pages")) each.inert = false;
  if (!fresh) {
    say(box, failed, true); // the file stays in the input, so saving the page sends it
    return;
  }
  // Pressed again meanwhile: the list stays, and is sent once more with all that was pressed.
  if (!files && !kept && state.changes !== changes) return;

  const place = placeOf(box);
  // The input itself stays: it has the focus, and it may already hold the next file.
  for (const part of [".upload__errors", ".upload__files", ".upload__where"]) {
    box.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  }
  const refused = box.querySelector(".upload__error");
  if (files && sameFiles(input.files, files) && !fresh.untaken) input.value = "";
  if (!refused) forgetError(box);
  follow(box);
  if (place) returnTo(box, place);
  else if (frame) box.querySelector(".upload__file")?.focus({ preventScroll: true });
  if (files) say(box, refused ? "" : sent);
  if (kept) say(box, undone);
}

// The server's answer to it, after several attempts when need be; null when there is none.
async function deliver(name, order) {
  for (const wait of [...RETRIES, 0]) {
    const box = boxOf(name);
    if (!box) return null;
    const bar = box.querySelector(".upload__progress");
    bar.value = 0;
    bar.hidden = !order.files;
    const { status, text } = await post(box.dataset.upload, bodyOf(box, order), (percent) => (bar.value = percent));
    bar.hidden = true;
    const later = status === 0 || status >= 500; // the way there, or the store, is out of order
    if (wait && later) {
      say(box, box.dataset.again.replace("{n}", wait), true);
      await new Promise((resolve) => setTimeout(resolve, 1000 * wait));
      say(box, box.dataset.sending);
      continue;
    }
    const fresh = status === 200 || status === 503 ? parse(text).querySelector(".upload") : null;
    if (fresh) fresh.untaken = later;
    return fresh;
  }
}

// The list is read at the last moment and not when the file was chosen: another upload may have ended in between.
function bodyOf(box, { files = [], frame, kept }) {
  const { kind, name, multiple, place } = box.dataset;
  const body = new FormData();
  const put = (control) => body.append(control.name, control.value);
  body.append("csrfmiddlewaretoken", document.querySelector('[name="csrfmiddlewaretoken"]')?.value ?? "");
  body.append("kind", kind);
  body.append("name", name);
  if (multiple) body.append("multiple", "1");
  if (place) body.append("place", place);
  const seen = box.closest("form")?.querySelector("[name='_draft']");
  if (seen) body.append("_draft", seen.value);
  if (kept) {
    for (const key of kept) for (const what of ["kept", "seen"]) body.append(`${name}-${what}`, key);
    return body;
  }
  const said = ".upload__files input[type=hidden], .upload__page :is(input:not([type=checkbox]), select, :checked)[name]";
  for (const each of box.querySelectorAll(`${said}, .upload__where :checked`)) put(each);
  for (const each of frame?.querySelectorAll(":checked, [data-side]") ?? []) put(each);
  for (const each of files) body.append(name, each);
  return body;
}

function undo(box) {
  const state = stateOf(box);
  // A press that has not been sent yet is the last change; it goes up first, so that there is something to go back to.
  if (isChanged(box)) enqueue(box, {});
  const next = () => state.before.length && send(box.dataset.name, state, { kept: state.before });
  state.queue = state.queue.then(next, next);
}

function useFrame(box, framings) {
  if (framings.querySelector("[type=radio]:checked")) enqueue(box, { frame: framings });
  else framings.querySelector("[type=radio]").focus();
}

// "Upload the contract" stands no longer over a contract that has just arrived.
function forgetError(box) {
  const group = box.closest(".govuk-form-group--error");
  const words = group?.querySelector(":scope > [id$='_error']");
  if (!words) return;
  const input = box.querySelector('input[type="file"]');
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== words.id);
  if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
  input.removeAttribute("aria-invalid");
  group.classList.remove("govuk-form-group--error");
  words.remove();
}

function post(address, body, progress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch() tells nothing about how much has been sent
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress((100 * event.loaded) / event.total);
    });
    request.addEventListener("loadend", () => resolve({ status: request.status, text: request.responseText }));
    request.open("POST", address);
    request.send(body);
  });
}

function remove(box, checkbox) {
  checkbox.closest(".upload__file").remove();
  box.querySelector(".upload__errors").replaceChildren();
  say(box, box.dataset.removed);
  box.querySelector('input[type="file"]').focus();
  enqueue(box, { removal: true });
}

// Puts in order what has just come into the page, and asks after what is being checked.
function follow(root) {
  enhancePages(root);
  enhanceCrops(root);
  for (const box of root.matches?.("[data-upload]") ? [root] : root.querySelectorAll("[data-upload]")) {
    const [state, shown] = [stateOf(box), keysOf(box)];
    if (String(shown) !== String(state.shown)) [state.before, state.shown] = [state.shown, shown];
    box.querySelector(".upload__undo").hidden = !state.before.length;
    // Who photographs page after page means one document: chosen beforehand, and still theirs to change.
    const pictures = (box.querySelector("[type=file]").accept.match(/\.\w+/g) ?? []).filter((ending) => ending !== ".pdf");
    const last = [...box.querySelectorAll(".upload__where [type=radio]")].at(-1);
    const name = last?.value && box.querySelector(`#upload-${CSS.escape(last.value)} .upload__name`)?.textContent;
    const isPicture = name && pictures.some((ending) => name.toLowerCase().replace(/ \+ \d+$/, "").endsWith(ending));
    if (isPicture && !box.dataset.multiple) last.checked = true;
  }
  for (const row of root.querySelectorAll("[data-state]")) {
    if (!row.dataset.followed) {
      row.dataset.followed = "1";
      setTimeout(check, 800, row, 800);
    }
  }
}

async function check(row, waited) {
  if (!row.isConnected) return;
  let fresh = null;
  try {
    const answer = await fetch(row.dataset.state);
    if (answer.status === 404) return;
    fresh = answer.ok ? parse(await answer.text()).querySelector(".upload__file") : null;
  } catch {
    // Away for a moment: asked again below.
  }
  if (!row.isConnected) return;
  // Pages that somebody is just changing are not taken from under their fingers.
  if (!fresh || fresh.dataset.state || isChanged(row)) {
    const next = Math.min(waited * 1.5, 10000);
    setTimeout(check, next, row, next);
    return;
  }
  const box = row.closest("[data-upload]");
  const [place, focused] = [placeOf(box), document.activeElement];
  const inside = row.contains(focused);
  row.replaceWith(document.adoptNode(fresh));
  follow(fresh);
  if (place) returnTo(box, place);
  else if (inside) (focused === row ? fresh : fresh.querySelector("a, input[type=checkbox]")).focus();
  if (fresh.matches(".upload__file--rejected")) {
    stateOf(box).shown = keysOf(box);
    // Nothing is added to the end of what was refused.
    const where = box.querySelector(".upload__where");
    where.querySelector(`[value="${fresh.id.slice("upload-".length)}"]`)?.closest("label").remove();
    if (!where.querySelector("[type=radio]:not([value=''])")) where.replaceChildren();
  }
  say(box, fresh.querySelector(".upload__state").textContent);
}

function say(box, words, visibly = false) {
  const live = box.querySelector(".upload__live");
  live.classList.toggle("govuk-visually-hidden", !visibly);
  live.textContent = words;
}

function sameFiles(list, files) {
  return list.length === files.length && files.every((each, index) => each === list[index]);
}

function parse(html) {
  return new DOMParser().parseFromString(html, "text/html");
}
