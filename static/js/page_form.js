// The form of an article or a term: what is missing and a preview as one types, words kept until they
// are saved, and who else is here. Everything works without it, once saved.

const KEEP = "page-form:";
const PAUSE = 900; // ms without a key before the server is asked
const HERE = 30_000; // ms between two signs of presence
const STALE = 30 * 24 * 3600 * 1000; // ms after which kept words are dropped

const marker = document.querySelector("[data-page-form]");
const form = marker?.closest("form");

const later = (action, pause) => {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, pause);
  };
};

const typed = () => {
  const data = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "base_version", "overwrite"]) data.delete(name);
  return [...data.entries()].filter(([, value]) => typeof value === "string");
};

const post = (url, data) =>
  fetch(url, {
    method: "POST",
    body: data,
    headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
  }).then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(answer.status))));

// Whoever types before all of this has started began with other words than those that are there by then.
let isTypedEarly = false;
const noteEarly = (event) => (isTypedEarly ||= event.isTrusted);
form?.addEventListener("input", noteEarly);

function start() {
  form.removeEventListener("input", noteEarly);
  const initial = isTypedEarly ? "" : JSON.stringify(typed());
  keepWords(KEEP + location.pathname, initial);
  followTyping(() => initial);
  showPresence();
  if (isTypedEarly) form.dispatchEvent(new Event("input"));
}

function keepWords(key, initial) {
  const kept = read(key);
  if (kept && JSON.stringify(kept.entries) !== initial && !document.querySelector(".errornote")) offer(key, kept);
  else if (kept) localStorage.removeItem(key);
  const keep = later(() => {
    const now = JSON.stringify(typed());
    if (now === initial) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ at: Date.now(), entries: JSON.parse(now) }));
  }, 300);
  listen(keep);
  // What was sent is kept until the server has answered with a page that holds it.
  form.addEventListener("submit", () => {
    const note = { path: location.pathname, version: marker.dataset.version || 0 };
    sessionStorage.setItem("page-form-sent", JSON.stringify(note));
  });
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept && Date.now() - kept.at < STALE) return kept;
  } catch {
    // Not ours, or cut off: as if there were nothing.
  }
  localStorage.removeItem(key);
  return null;
}

function offer(key, kept) {
  const box = document.createElement("p");
  box.className = "page-notice";
  box.setAttribute("role", "status");
  const when = new Date(kept.at).toLocaleString(document.documentElement.lang);
  const put = button(marker.dataset.restore, () => {
    restore(kept.entries);
    box.remove();
  });
  const forget = button(marker.dataset.forget, () => {
    localStorage.removeItem(key);
    box.remove();
  });
  box.append(`${marker.dataset.kept} (${when}) `, put, " ", forget);
  marker.after(box);
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button-plain";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}

function restore(entries) {
  addRows(entries);
  const groups = Map.groupBy ? Map.groupBy(entries, ([name]) => name) : grouped(entries);
  for (const field of form.elements) {
    if (!field.name || ["csrfmiddlewaretoken", "base_version"].includes(field.name)) continue;
    if (["submit", "button", "file"].includes(field.type) || /-(TOTAL|INITIAL)_FORMS$/u.test(field.name)) continue;
    const values = (groups.get(field.name) || []).map(([, value]) => value);
    fill(field, values);
  }
}

function grouped(entries) {
  const groups = new Map();
  for (const entry of entries) groups.set(entry[0], [...(groups.get(entry[0]) || []), entry]);
  return groups;
}

function fill(field, values) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
  else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
  else if (values.length) field.value = values[0];
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const editor = field.closest(".prose-editor")?.querySelector(".tiptap")?.editor;
  if (editor && values.length) editor.commands.setContent(values[0], true);
}

// Rows of questions or sources that were added before the crash.
function addRows(entries) {
  for (const [name, value] of entries) {
    const total = name.endsWith("-TOTAL_FORMS") && form.elements[name];
    const add = total && document.querySelector(`#${CSS.escape(name.replace("-TOTAL_FORMS", "-group"))} .add-row a`);
    while (add && Number(total.value) < Number(value)) add.click();
  }
}

function listen(action) {
  form.addEventListener("input", action);
  form.addEventListener("change", action);
  form.addEventListener("keyup", action);
  document.addEventListener("formset:removed", action);
}

function followTyping(initial) {
  const place = form.querySelector("[data-checklist]");
  const preview = form.querySelector("[data-preview]");
  if (!place || !marker.dataset.draftUrl) return;
  let last = initial();
  const ask = async () => {
    const now = JSON.stringify(typed());
    if (now === last && !(preview && !preview.hidden && preview.dataset.stale)) return;
    last = now;
    const data = new FormData(form);
    if (preview && !preview.hidden) data.set("wants", "preview");
    try {
      const answer = await post(marker.dataset.draftUrl, data);
      place.innerHTML = answer.checklist;
      if (answer.preview) show(preview, answer.preview);
    } catch {
      last = ""; // The next key asks again.
    }
  };
  listen(later(ask, PAUSE));
  if (preview) offerPreview(preview, ask);
  form.addEventListener("click", (event) => goToField(event));
}

function offerPreview(preview, ask) {
  const aside = form.querySelector(".page-aside");
  const toggle = button(preview.getAttribute("aria-label"), () => {
    preview.hidden = !preview.hidden;
    toggle.setAttribute("aria-expanded", String(!preview.hidden));
    preview.dataset.stale = "yes";
    if (!preview.hidden) ask();
  });
  toggle.setAttribute("aria-expanded", "false");
  toggle.dataset.previewToggle = "";
  const item = document.createElement("p");
  item.append(toggle);
  aside.prepend(item);
}

function show(preview, html) {
  const frame = preview.querySelector("[data-preview-frame]");
  const top = frame.contentWindow?.scrollY || 0;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, top), { once: true });
  frame.srcdoc = withoutScripts(html);
  delete preview.dataset.stale;
}

// The frame runs no scripts; without them the browser has nothing to complain of. Nor does it need a masthead.
function withoutScripts(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const part of parsed.querySelectorAll("script, .masthead, .foot")) part.remove();
  return `<!doctype html>${parsed.documentElement.outerHTML}`;
}

function goToField(event) {
  const name = event.target.closest?.("[data-field]")?.dataset.field;
  if (!name) return;
  const field = document.getElementById(`id_${name}`) || document.getElementById(`${name}-group`);
  if (!field) return;
  event.preventDefault();
  field.closest("details")?.setAttribute("open", "");
  const target = field.closest(".prose-editor")?.querySelector(".tiptap") || field;
  target.scrollIntoView({ block: "center" });
  target.focus?.({ preventScroll: true });
}

function showPresence() {
  const url = marker.dataset.presenceUrl;
  const place = form.querySelector("[data-presence]");
  if (!url || !place) return;
  const tell = async () => {
    if (document.hidden) return;
    try {
      const answer = await post(url, new FormData());
      const newer = String(answer.version) !== marker.dataset.version ? marker.dataset.newer : "";
      place.textContent = [answer.others, newer].filter(Boolean).join(" ");
      place.hidden = !place.textContent;
    } catch {
      // Offline: tried again soon.
    }
  };
  setInterval(tell, HERE);
}

// What was sent is dropped once it is stored: the list has come in place of the form, or a newer version, or
// word that the step was taken, which holds a note although the words of the page are as they were.
const sent = JSON.parse(sessionStorage.getItem("page-form-sent") || "null");
if (sent && !document.querySelector(".errornote")) {
  const isNewer = Number(marker?.dataset.version) > Number(sent.version);
  const isStored = location.pathname !== sent.path || isNewer || document.querySelector(".messagelist .success");
  if (isStored) localStorage.removeItem(KEEP + sent.path);
}
sessionStorage.removeItem("page-form-sent");

if (form) {
  // The rich-text editors normalise their text when they start; what they make of it is where typing begins.
  if (document.readyState === "complete") setTimeout(start, 300);
  else addEventListener("load", () => setTimeout(start, 300));
}
