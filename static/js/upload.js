// Sends a chosen file at once, shows its progress and follows its check. Without it the form does the same on saving.

const queues = new WeakMap();

export function start() {
  // Listening on the document covers fields that arrive later by htmx.
  document.addEventListener("change", (event) => {
    const input = event.target;
    const box = input.closest?.("[data-upload]");
    if (!box) return;
    if (input.matches('input[type="file"]') && input.files.length) enqueue(box, input);
    if (input.matches('input[type="checkbox"]') && input.checked) remove(box, input);
  });
  document.addEventListener("htmx:load", (event) => follow(event.target));
  follow(document);
}

function enqueue(box, input) {
  const files = [...input.files];
  const before = queues.get(box) ?? Promise.resolve();
  queues.set(box, before.then(() => send(box, input, files)));
}

async function send(box, input, files) {
  const { kind, name, multiple, sending, sent, failed } = box.dataset;
  const body = new FormData();
  const token = document.querySelector('[name="csrfmiddlewaretoken"]');
  body.append("csrfmiddlewaretoken", token?.value ?? "");
  body.append("kind", kind);
  body.append("name", name);
  if (multiple) body.append("multiple", "1");
  // The list is read now and not when the file was chosen: another upload may have ended in between.
  for (const each of box.querySelectorAll(".upload__files input[type=hidden]")) body.append(each.name, each.value);
  for (const each of files) body.append(name, each);

  const bar = box.querySelector(".upload__progress");
  bar.value = 0;
  bar.hidden = false;
  say(box, sending);
  const answer = await post(box.dataset.upload, body, (percent) => (bar.value = percent));
  bar.hidden = true;
  // The questions may have been redrawn meanwhile.
  if (!box.isConnected) box = document.querySelector(`[data-upload][data-name="${CSS.escape(name)}"]`) ?? box;
  const fresh = answer && parse(answer).querySelector(".upload");
  if (!fresh) {
    say(box, failed, true); // the file stays in the input, so saving the page sends it
    return;
  }
  // The input itself stays: it has the focus, and it may already hold the next file.
  for (const part of [".upload__errors", ".upload__files"]) {
    box.querySelector(part).replaceWith(document.adoptNode(fresh.querySelector(part)));
  }
  if (sameFiles(input.files, files)) input.value = "";
  const refused = box.querySelector(".upload__error");
  if (!refused) forgetError(box);
  say(box, refused ? "" : sent);
  follow(box);
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
    request.addEventListener("load", () => resolve(request.status === 200 ? request.responseText : null));
    request.addEventListener("error", () => resolve(null));
    request.open("POST", address);
    request.send(body);
  });
}

function remove(box, checkbox) {
  checkbox.closest(".upload__file").remove();
  box.querySelector(".upload__errors").replaceChildren();
  say(box, box.dataset.removed);
  box.querySelector('input[type="file"]').focus();
}

function follow(root) {
  for (const row of root.querySelectorAll?.("[data-state]") ?? []) {
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
  if (!fresh || fresh.dataset.state) {
    const next = Math.min(waited * 1.5, 10000);
    setTimeout(check, next, row, next);
    return;
  }
  const box = row.closest("[data-upload]");
  const focused = row.contains(document.activeElement);
  row.replaceWith(document.adoptNode(fresh));
  if (focused) fresh.querySelector("a, input[type=checkbox]").focus();
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
