// For all pages of the administration: proposals of addresses, and names that Django's fields lack.

// Django's proposal of an address drops French ligatures and joins what an apostrophe parts.
document.addEventListener("DOMContentLoaded", () => {
  const propose = window.URLify;
  if (!propose) return;
  window.URLify = (text, ...more) =>
    propose(text.replace(/œ/giu, "oe").replace(/æ/giu, "ae").replace(/['’ʼ]/gu, " "), ...more);
});

const words = (element) => element?.textContent.trim().replace(/\s*:$/, "") ?? "";
const labelOf = (id) => document.querySelector(`label[for="${CSS.escape(id)}"]`);

// The rich text takes the place of a field and has to be called as that is.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const name = words(labelOf(textarea.id));
  if (name) editor.view.dom.setAttribute("aria-label", name);
});

// A field that searches while one types is called as the list that it stands for, then as what is chosen.
function nameChoice(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = labelOf(select.id);
  const name = words(label) || select.closest("td")?.className.replace(/^field-/, "") || select.name;
  if (!box) return;
  box.querySelector(".select2-search__field")?.setAttribute("aria-label", name);
  const chosen = box.querySelector(".select2-selection__rendered");
  chosen.removeAttribute("role"); // it is no field of its own
  chosen.removeAttribute("aria-readonly");
  if (label) label.id ||= `${select.id}-label`;
  if (label && chosen.id) box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
  else box.setAttribute("aria-label", name);
}

// Django parts a moment into two fields with words before each, but no label.
function nameMoment(input) {
  const before = input.previousSibling?.textContent ?? "";
  const field = input.closest(".form-row")?.querySelector("legend, label");
  input.setAttribute("aria-label", `${words(field)} ${before.trim().replace(/\s*:$/, "")}`.trim());
}

function nameAll() {
  document.querySelectorAll("select.admin-autocomplete").forEach(nameChoice);
  document.querySelectorAll(".datetime input:not([aria-label])").forEach((input) => {
    if (!labelOf(input.id)) nameMoment(input);
  });
  document.querySelectorAll(".help-tooltip:not([role])").forEach((help) => help.setAttribute("role", "img"));
  document.querySelectorAll("th.original:empty").forEach((empty) => {
    empty.replaceWith(Object.assign(document.createElement("td"), { className: "original" }));
  });
}

document.addEventListener("formset:added", () => setTimeout(nameAll));
window.addEventListener("load", () => setTimeout(nameAll)); // Django makes its double lists only then
document.addEventListener("DOMContentLoaded", () => {
  const $ = window.django?.jQuery;
  if (!$) return nameAll();
  $(nameAll); // after what Django's own scripts have asked for before
  $(document).on("select2:open", ({ target }) => {
    const name = words(labelOf(target.id)) || target.name;
    const list = document.querySelector(".select2-container--open:has(.select2-dropdown)");
    const box = target.nextElementSibling?.querySelector(".select2-selection");
    const owned = box?.getAttribute("aria-owns");
    if (owned) box.setAttribute("aria-controls", owned);
    list?.setAttribute("role", "region");
    for (const one of [list, ...(list?.querySelectorAll(".select2-search__field, .select2-results__options") ?? [])]) {
      one?.setAttribute("aria-label", name);
    }
  });
});

// Where a list stands as cards, the box that chooses all of them needs a word, and each of the rest its heading.
function nameCells() {
  const list = document.getElementById("result_list");
  const toggle = document.getElementById("action-toggle");
  const all = document.querySelector("[data-choose-all]");
  if (toggle && all) {
    const label = Object.assign(document.createElement("label"), { className: "choose-all", htmlFor: toggle.id });
    label.textContent = all.textContent;
    toggle.closest("th").append(label);
  }
  if (!list) return;
  const isPlain = document.querySelector(".model-article, .model-term, .model-image") !== null; // needs no words
  const heads = [...list.tHead.rows[0].cells].map((cell) => words(cell.querySelector(".text")));
  for (const row of list.tBodies[0].rows) {
    [...row.cells].forEach((cell, at) => {
      if (!isPlain && cell.matches("td:not(.action-checkbox)") && heads[at]) cell.dataset.label = heads[at];
      if (words(cell) === "-" || words(cell) === "–") cell.classList.add("nothing-to-say");
    });
  }
}

// The menu of one's account closes as menus do.
function closeAccount(event) {
  const menu = document.querySelector(".account[open]");
  if (!menu || (event.key ?? "Escape") !== "Escape" || (!event.key && menu.contains(event.target))) return;
  menu.open = false;
  if (event.key) menu.querySelector("summary").focus();
}

document.addEventListener("DOMContentLoaded", nameCells);
document.addEventListener("click", closeAccount);
document.addEventListener("keydown", closeAccount);

// A page that is shown within another needs no second masthead and no second foot.
function bare(frame) {
  const parts = frame.contentDocument?.querySelectorAll(".masthead, .previewbar, .urgent, .foot") ?? [];
  for (const part of parts) part.hidden = true;
}

for (const frame of document.querySelectorAll(".review__pages iframe, .page-original iframe")) {
  frame.addEventListener("load", () => bare(frame));
  bare(frame);
}
