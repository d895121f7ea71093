// The comment form: a counter that mirrors the server's rule, and a draft kept on this device.
// The server decides; nothing here refuses anything.

const BREAKS = /\r\n|[\r\u0085\u2028\u2029]/gu;
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu;
const INVISIBLE = /[\u00ad\u061c\u115f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\u3164\ufeff\uffa0\ufffe\uffff\u{e0000}-\u{e007f}]/gu;
const BRAILLE_BLANKS = /([\u2801-\u28ff]\u2800+(?=[\u2801-\u28ff]))|\u2800/gu; // between two cells it is a space
const MARKS = /[\p{M}\u200c\u200d]{5,}/gu;
const MARKS_MAX = 4;
const UNSEEN = /[\p{M}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d159}\u{1d173}-\u{1d17a}\u{1f3fb}-\u{1f3ff}\u{e0000}-\u{e0fff}]/gu;

const fewMarks = (run) => {
  let marks = 0;
  return [...run].filter((char) => char === "\u200c" || char === "\u200d" || ++marks <= MARKS_MAX).join("");
};

export const canonical = (text) =>
  text
    .replace(BREAKS, "\n")
    .replace(CONTROLS, "")
    .replace(INVISIBLE, "")
    .replace(BRAILLE_BLANKS, "$1")
    .replace(MARKS, fewMarks)
    .normalize("NFC")
    .replace(MARKS, fewMarks)
    .replace(/[^\S\n]+$/gmu, "")
    .replace(/\n{3,}/gu, "\n\n")
    .trim();

export const lengthOf = (text) => [...text].length;
export const visibleLength = (text) => lengthOf(text.replace(UNSEEN, "").replace(/[\s\u2800]+/gu, " ").trim());

function counter(box) {
  const field = document.getElementById(box.dataset.counter);
  const [least, most] = [Number(field?.dataset.min), Number(field?.dataset.max)];
  if (!least || !most) return;
  const said = document.querySelector(`[data-counter-said="${box.dataset.counter}"]`);
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const number = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: false });
  const words = (kind, n) => {
    const form = plural.select(n) === "one" ? "One" : "Other";
    return box.dataset[kind + form].replace("{n}", number.format(n));
  };
  let pause;

  const count = () => {
    const text = canonical(field.value);
    const [over, missing] = [lengthOf(text) - most, least - visibleLength(text)];
    const state = over > 0 ? "over" : !text ? "empty" : missing > 0 ? "short" : "ok";
    box.dataset.state = state;
    box.textContent =
      state === "over" ? words("over", over) : state === "short" ? words("short", missing) : words("left", most - lengthOf(text));
    clearTimeout(pause);
    const worth = state !== "ok" || over >= -most / 10;
    pause = setTimeout(() => (said.textContent = text && worth ? box.textContent : ""), 1200);
  };
  field.addEventListener("input", count);
  count();
}

const keyOf = (address) => `draft:${new URL(address, location.href).pathname}`;

// Storage may be full or forbidden: a draft is a comfort, never a condition.
const kept = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, text) => { try { localStorage.setItem(key, text); } catch { /* no draft then */ } },
  drop: (key) => { try { localStorage.removeItem(key); } catch { /* none to drop */ } },
};

function draft(form) {
  const field = form.querySelector("textarea");
  const note = form.querySelector("[data-draft-note]");
  if (!field || !note) return;
  const key = keyOf(form.dataset.draft);
  const said = note.querySelector("[data-draft-status]");
  const tell = (words) => {
    note.hidden = !words;
    if (said.textContent !== words) said.textContent = words;
  };
  const saved = kept.get(key);
  if (saved && !field.value) {
    field.value = saved;
    tell(said.dataset.restored);
    field.dispatchEvent(new Event("input"));
  }
  let pause = 0;
  const save = () => {
    pause = 0;
    const worth = field.value.trim() !== "";
    worth ? kept.set(key, field.value) : kept.drop(key);
    // Told once it is true, so that nobody leaves words about their health on another's device unknowingly.
    if (!worth) tell("");
    else if (note.hidden && kept.get(key) !== null) tell(said.dataset.saved);
  };
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(save, 400);
  });
  // Only what has just been typed: who comes back to a page finds there what was sent already.
  addEventListener("pagehide", () => pause && save());
  note.querySelector("[data-draft-clear]").addEventListener("click", () => {
    field.value = "";
    clearTimeout(pause);
    kept.drop(key);
    tell("");
    field.dispatchEvent(new Event("input"));
    field.focus();
  });
}

// Says so instead of leaving for the browser's own page; what is typed is kept as a draft.
function offline(form) {
  const place = form.querySelector("[data-offline]");
  if (!place) return;
  const tell = (words) => {
    place.hidden = false;
    place.textContent = words;
  };
  form.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(place.dataset.offline);
  });
  addEventListener("online", () => !place.hidden && tell(place.dataset.online));
}

function sending(form) {
  const buttons = [...form.querySelectorAll("[type=submit]")];
  const words = new Map(buttons.map((button) => [button, button.textContent]));
  form.addEventListener("submit", (event) => {
    if (buttons.some((button) => button.getAttribute("aria-disabled") === "true")) return event.preventDefault();
    const pressed = event.submitter ?? buttons[0];
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    if (pressed) pressed.textContent = buttons[0].dataset.busy || pressed.textContent;
  });
  addEventListener("pageshow", () => {
    for (const button of buttons) {
      button.removeAttribute("aria-disabled");
      button.textContent = words.get(button);
    }
  });
}

for (const form of document.querySelectorAll("[data-draft]")) {
  form.querySelectorAll("[data-counter]").forEach(counter);
  draft(form);
  offline(form); // before the buttons are told that something is being sent
  sending(form);
}
document.querySelectorAll("[data-draft-sent]").forEach((place) => kept.drop(keyOf(place.dataset.draftSent)));
