// A frame on a photo, in step with the four numbers beside it: drag it or its corners, or use the keyboard.
// What it may be is what documents/upload_rules/page_arrangement.py would make of the numbers.
const DIGITS = /[\u0660-\u0669\u06f0-\u06f9]/g;
const SIDES = ["left", "top", "width", "height"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SIZES = { "+": 1, "=": 1, "-": -1, "−": -1 };

export function enhance(root) {
  for (const free of root.querySelectorAll(".framings__free:not([data-tools])")) {
    const box = free.closest("[data-upload]");
    const part = (name) => box.querySelector(`template[data-crop-${name}]`).content.cloneNode(true);
    if (!box?.querySelector("template[data-crop-frame]")) continue;
    free.dataset.tools = "1";
    const stage = free.querySelector(".crop");
    stage.append(part("frame"));
    stage.before(part("help"));
    stage.after(part("sizes"));
    new Crop(free, stage);
  }
  for (const button of root.querySelectorAll(".framings__use")) button.type = "button"; // Enter in a field is for saving
}

class Crop {
  constructor(free, stage) {
    this.stage = stage;
    this.frame = stage.querySelector(".crop__frame");
    this.choice = free.querySelector("input[type=radio]");
    this.said = free.querySelector(".crop__said");
    this.fields = Object.fromEntries([...free.querySelectorAll("[data-side]")].map((field) => [field.dataset.side, field]));
    this.whole = [Number(free.dataset.width), Number(free.dataset.height)];
    this.most = Math.min(this.whole[0], Math.floor((this.whole[1] * 5) / 6));
    this.least = Math.min(Number(free.dataset.least), this.most);
    const help = free.querySelector(".crop__help");
    help.id = `${this.fields.left.name}-help`;
    this.frame.setAttribute("aria-describedby", help.id);
    this.put(this.typed());

    free.addEventListener("input", (event) => this.follow(event.target, event.target));
    free.addEventListener("change", (event) => this.follow(event.target));
    free.addEventListener("click", (event) => {
      const button = event.target.closest("[data-resize]");
      if (button) this.resize(Number(button.dataset.resize) * 4);
    });
    this.frame.addEventListener("keydown", (event) => this.press(event));
    this.frame.addEventListener("pointerdown", (event) => this.grasp(event));
    stage.addEventListener("click", (event) => this.fetch(event));
  }

  // The numbers in the fields; one that cannot be read is what it was.
  typed() {
    const read = (side) => {
      const digits = this.fields[side].value.replace(DIGITS, (digit) => digit.charCodeAt(0) & 15).trim();
      return /^\d{1,5}$/.test(digits) ? Number(digits) : this.box?.[side];
    };
    return Object.fromEntries(SIDES.map((side) => [side, read(side) ?? 0]));
  }

  // While one number is being typed it stays as it is, and the others go with it.
  follow(field, typing) {
    const side = field.dataset.side;
    if (!side) return;
    this.choice.checked = true;
    const box = this.typed();
    if (side === "height") box.width = Math.round((box.height * 5) / 6);
    this.put(box, typing);
  }

  // Of the right shape, inside the picture, not too small.
  put({ left, top, width }, typing) {
    width = Math.min(Math.max(Math.round(width), this.least), this.most);
    const height = Math.min(Math.round((width * 6) / 5), this.whole[1]);
    left = Math.min(Math.max(Math.round(left), 0), this.whole[0] - width);
    top = Math.min(Math.max(Math.round(top), 0), this.whole[1] - height);
    this.box = { left, top, width, height };
    for (const [index, side] of SIDES.entries()) {
      if (this.fields[side] !== typing) this.fields[side].value = this.box[side];
      this.stage.style.setProperty(`--${side}`, `${(100 * this.box[side]) / this.whole[index % 2]}%`);
    }
    // Where it cannot go up or down, a finger on it scrolls the page.
    this.frame.classList.toggle("crop__frame--full", height === this.whole[1]);
  }

  change(box) {
    this.choice.checked = true;
    this.put(box);
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      this.said.textContent = this.said.dataset.words.replace(/{(\w+)}/g, (_all, side) => this.box[side]);
    }, 600);
  }

  // Around its own middle, by so many hundredths of the picture.
  resize(steps) {
    const { left, top, width, height } = this.box;
    const wider = width + (steps * this.whole[0]) / 100;
    this.change({ left: left + (width - wider) / 2, top: top + (height - (wider * 6) / 5) / 2, width: wider });
  }

  press(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = Math.max(...this.whole) / (event.shiftKey ? 20 : 100);
    const move = ARROWS[event.key];
    if (move) this.change({ ...this.box, left: this.box.left + move[0] * step, top: this.box.top + move[1] * step });
    else if (event.key in SIZES) this.resize(SIZES[event.key] * 2);
    else return;
    event.preventDefault();
  }

  // It follows the finger, or the corner does.
  grasp(event) {
    if (event.button) return;
    const scale = this.whole[0] / this.stage.clientWidth;
    const corner = event.target.dataset.corner?.split(" ").map(Number);
    const before = this.box;
    const end = new AbortController();
    const { signal } = end;
    const move = ({ clientX, clientY }) => {
      const [x, y] = [(clientX - event.clientX) * scale, (clientY - event.clientY) * scale];
      this.change(corner ? this.pull(before, corner, x, y) : { ...before, left: before.left + x, top: before.top + y });
    };
    this.frame.setPointerCapture(event.pointerId);
    this.frame.addEventListener("pointermove", move, { signal });
    for (const name of ["pointerup", "pointercancel"]) this.frame.addEventListener(name, () => end.abort(), { signal });
  }

  // A touch beside the frame brings it there.
  fetch(event) {
    if (this.frame.contains(event.target)) return;
    const at = this.stage.getBoundingClientRect();
    const scale = this.whole[0] / at.width;
    const { width, height } = this.box;
    const [x, y] = [(event.clientX - at.left) * scale, (event.clientY - at.top) * scale];
    this.change({ left: x - width / 2, top: y - height / 2, width });
  }

  // The opposite corner stays where it is, so the frame grows only as far as the picture goes on from there.
  pull({ left, top, width, height }, [right, lower], x, y) {
    const [across, down] = [right ? x : -x, ((lower ? y : -y) * 5) / 6];
    const room = [right ? this.whole[0] - left : left + width, lower ? this.whole[1] - top : top + height];
    const wider = Math.min(width + (Math.abs(across) > Math.abs(down) ? across : down), room[0], (room[1] * 5) / 6);
    const made = Math.min(Math.max(Math.floor(wider), this.least), this.most);
    return { left: right ? left : left + width - made, top: lower ? top : top + height - (made * 6) / 5, width: made };
  }
}
