// The definition of a word beside it: what the list at the end of the page says of it, nothing is fetched.
// Without popovers, or without scripts, the word is a link like any other.

const WAIT = 150; // milliseconds before a pointer that passes opens one
const GRACE = 300; // milliseconds to get from the word to its definition
const GAP = 6; // pixels between the two
const EDGE = 12; // pixels kept free at the edges of the window

const list = document.querySelector("[data-explained]");
const box = document.createElement("div");
let shown = null; // the word whose definition is open
let timer;
let touched = false; // whether the last pointer was a finger

function fill(word) {
  const entry = list.querySelector(`[data-term="${CSS.escape(word.dataset.term)}"]`);
  if (!entry) return false;
  const title = document.createElement("strong");
  const text = document.createElement("span");
  title.textContent = entry.querySelector("dt").textContent;
  text.textContent = entry.querySelector("dd").textContent;
  box.replaceChildren(title, text);
  if (touched) {
    const more = document.createElement("small");
    more.textContent = list.dataset.again;
    box.append(more);
  }
  return true;
}

// Below the line of the word that was pointed at, or above it where there is no room; within the window.
function place(word, x) {
  const lines = [...word.getClientRects()];
  const line = lines.find((one) => x >= one.left && x <= one.right) ?? lines[0];
  const width = document.documentElement.clientWidth;
  const { offsetWidth, offsetHeight } = box;
  const isBelow = line.bottom + GAP + offsetHeight <= innerHeight || line.top < offsetHeight + GAP;
  const left = Math.max(EDGE, Math.min(line.left, width - offsetWidth - EDGE));
  const top = isBelow ? line.bottom + GAP : line.top - GAP - offsetHeight;
  box.style.left = `${left + scrollX}px`;
  box.style.top = `${top + scrollY}px`;
}

function open(word, x = NaN) {
  clearTimeout(timer);
  if (shown === word) return;
  close();
  if (!fill(word)) return;
  shown = word;
  word.setAttribute("aria-describedby", box.id);
  box.showPopover();
  place(word, x);
}

function close() {
  clearTimeout(timer);
  if (!shown) return;
  shown.removeAttribute("aria-describedby");
  shown = null;
  box.hidePopover();
}

function later(action, pause) {
  clearTimeout(timer);
  timer = setTimeout(action, pause);
}

function follow(word) {
  word.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "touch") later(() => open(word, event.clientX), WAIT);
  });
  word.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") later(closeUnlessFocused, GRACE);
  });
  word.addEventListener("focus", () => {
    if (word.matches(":focus-visible")) open(word);
  });
  word.addEventListener("blur", () => {
    if (shown === word && !box.matches(":hover")) close();
  });
  // A finger: the first touch opens, the second follows the link.
  word.addEventListener("click", (event) => {
    const isFinger = event.pointerType ? event.pointerType === "touch" : touched && event.detail > 0;
    if (!isFinger || shown === word) return;
    open(word, event.clientX);
    if (shown === word) event.preventDefault();
  });
}

function closeUnlessFocused() {
  if (shown && !shown.matches(":focus-visible") && !box.matches(":hover")) close();
}

function start() {
  box.id = "term-popover";
  box.className = "definition";
  box.popover = "manual";
  box.setAttribute("role", "tooltip");
  list.closest("main").append(box);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("pointerleave", () => later(closeUnlessFocused, GRACE));
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (shown && !box.contains(event.target) && !shown.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault();
    close();
  });
  addEventListener("resize", close);
  addEventListener("pagehide", close); // nothing stands open on the way back
  document.querySelectorAll("a.term[data-term]").forEach(follow);
}

if (list && "popover" in HTMLElement.prototype) start();
