// The moderation desk: keys, passages chosen in the text, ready-made words, and words kept until they are sent.
// Everything can be decided without it.

const one = document.querySelector("[data-desk]");
const text = one?.querySelector(".comment-text");
const KEYS_OFF = "desk-keys-off";

// Keys

const isTyping = (target) => target.closest("textarea, select, input:not([type=checkbox], [type=radio])");
const openPanel = () => document.querySelector(".panel:target") ?? visible(".panel--open");
const visible = (selector) => [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
const press = (selector) => document.querySelector(selector)?.click();
const goTo = (name) => {
  location.hash = name;
};

function act(key) {
  const panel = openPanel();
  if (key === "?") return goTo("keys");
  if (key === "u") return press("[data-undo] button");
  if (panel) return /^[1-9]$/u.test(key) ? panel.querySelector(`[data-key="${key}"]`)?.click() : undefined;
  if (one && "arsejk".includes(key)) return press(`[data-desk] [data-key="${key}"]:not([aria-disabled])`);
  if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
}

function step(by) {
  const links = [...document.querySelectorAll(".row h2 a")];
  const at = links.findIndex((link) => link.closest(".row").contains(document.activeElement));
  links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && openPanel()) return goTo("comment");
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (localStorage.getItem(KEYS_OFF) || event.key.length !== 1) return;
  if (!"arsejku?123456789".includes(event.key)) return;
  event.preventDefault();
  act(event.key);
});

const keysSwitch = document.querySelector("[data-keys-on]");
if (keysSwitch) {
  keysSwitch.checked = !localStorage.getItem(KEYS_OFF);
  keysSwitch.addEventListener("change", () => {
    if (keysSwitch.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
}

// A passage that is selected in the text, in code points of it.

let chosen = null;
const points = (words) => [...words].length;

function selection() {
  const range = getSelection().rangeCount ? getSelection().getRangeAt(0) : null;
  if (!range || range.collapsed || !text.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(text);
  before.setEnd(range.startContainer, range.startOffset);
  const words = range.toString();
  const start = points(before.toString()) + points(words) - points(words.trimStart());
  return words.trim() ? { start, end: start + points(words.trim()), words: words.trim() } : null;
}

function addSelection() {
  if (!chosen) return;
  const value = `${chosen.start}-${chosen.end}`;
  const list = one.querySelector("[data-spans]");
  const box = list.querySelector(`[value="${value}"]`) ?? list.appendChild(spanRow(value)).querySelector("input");
  box.checked = true;
  chosen = null;
  addButton.hidden = true;
}

function spanRow(value) {
  const row = document.createElement("li");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "span", value });
  const words = document.createElement("span");
  const mark = document.createElement("mark");
  mark.textContent = chosen.words;
  words.append(mark);
  const label = document.createElement("label");
  label.append(box, " ", words);
  row.append(label);
  return row;
}

const addButton = one?.querySelector("[data-add-selection]");
if (text && addButton) {
  // A tap on a button ends the selection on some phones: what was selected last counts.
  document.addEventListener("selectionchange", () => {
    chosen = selection() ?? chosen;
    addButton.hidden = !chosen;
  });
  addButton.addEventListener("click", addSelection);
  addEventListener("hashchange", () => location.hash === "#redact" && addSelection());
}

// Ready-made words are put behind what is typed already.

for (const button of document.querySelectorAll("[data-canned]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.into);
    const words = document.getElementById(button.dataset.canned).textContent;
    field.value = [field.value.trim(), words].filter(Boolean).join("\n\n");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}

// Words are kept in this tab until the comment has moved on to another version.

if (one) {
  const version = one.elements.shown.value;
  const fields = [...one.querySelectorAll("[data-keep]")];
  const own = `desk:${version.split(":")[0]}:`;
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith(own) && key !== `desk:${version}`) sessionStorage.removeItem(key);
  }
  const kept = JSON.parse(sessionStorage.getItem(`desk:${version}`) ?? "{}");
  for (const field of fields) {
    field.value ||= kept[field.name] ?? "";
    if (field.value) field.closest("details")?.setAttribute("open", "");
  }
  one.addEventListener("input", () => {
    const words = Object.fromEntries(fields.filter((field) => field.value).map((field) => [field.name, field.value]));
    sessionStorage.setItem(`desk:${version}`, JSON.stringify(words));
  });
  addEventListener("hashchange", () => location.hash === "#reply" && document.getElementById("id_answer")?.focus());
}

// A second tap while the first is on its way sends nothing.

for (const form of document.querySelectorAll(".one, .queue, .undo")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

// The list

const ticks = [...document.querySelectorAll(".rows [name=_selected_action]")];
const all = document.querySelector("[data-tick-all]");
const told = document.querySelector("[data-chosen]");
if (all) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const tick of ticks) tick.checked = all.checked;
    tell();
  });
}

function tell() {
  const count = ticks.filter((tick) => tick.checked).length;
  if (told) told.textContent = count ? `${told.dataset.words} ${count}` : "";
}
for (const tick of ticks) tick.addEventListener("change", tell);
tell();
