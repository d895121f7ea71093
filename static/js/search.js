// Suggestions below the search box: a combobox as in ARIA 1.2. The form works without it.

const FROM = 2; // characters
const PAUSE = 120; // milliseconds after the last key

const MARKS = /\p{Mn}/gu;
const VARIANTS = { œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l" };

// One character as it is compared; may be none or two.
const folded = (char) => {
  const bare = char.normalize("NFD").replace(MARKS, "").toLowerCase();
  return VARIANTS[bare] ?? (bare === "’" ? "'" : bare);
};

// Where the typed words stand in a name, in characters of the name, or null.
export function placeOf(name, typed) {
  const chars = [...name];
  const pieces = chars.map(folded);
  const wanted = [...typed.trim()].map(folded).join("");
  const starts = [];
  pieces.forEach((piece, index) => starts.push(...Array.from(piece, () => index)));
  const text = pieces.join("");
  let at = wanted ? text.indexOf(wanted) : -1;
  const begins = ` ${text}`.indexOf(` ${wanted}`);
  if (begins >= 0 && wanted) at = begins;
  if (at < 0) return null;
  return [starts[at], starts[at + wanted.length - 1] + 1];
}

function marked(name, typed) {
  const place = placeOf(name, typed);
  if (!place) return [name];
  const chars = [...name];
  const mark = document.createElement("mark");
  mark.textContent = chars.slice(...place).join("");
  return [chars.slice(0, place[0]).join(""), mark, chars.slice(place[1]).join("")];
}

function option(id, name, description, url, language, typed) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  const note = document.createElement("small");
  words.append(...marked(name, typed));
  if (language) words.lang = language;
  note.textContent = description;
  item.append(words, " ", note);
  Object.assign(item, { id });
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.dataset.name = name;
  item.dataset.url = url;
  return item;
}

function combobox(form) {
  const field = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const said = document.createElement("p");
  let typed = field.value;
  let current = -1;
  let pause;
  let asking;

  Object.assign(list, { id: `${field.id}-list`, className: "searchbox__list", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-labelledby", `${field.id}-label`);
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  form.append(list, said);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const select = (index) => {
    current = index;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index]?.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    clearTimeout(pause);
    asking?.abort();
    select(-1);
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
  };
  const say = (count) => {
    const { none, one, many } = form.dataset;
    said.textContent = count === 0 ? none : count === 1 ? one : many.replace("{n}", count);
  };
  const show = (names, descriptions, urls, languages) => {
    list.replaceChildren(
      ...names.map((name, n) => option(`${list.id}-${n}`, name, descriptions[n] ?? "", urls[n] ?? "", languages[n], typed)),
    );
    select(-1);
    list.hidden = !names.length;
    field.setAttribute("aria-expanded", String(Boolean(names.length)));
    say(names.length);
  };
  const ask = async () => {
    asking?.abort();
    asking = new AbortController();
    const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      const [, names, descriptions, urls, more] = await answer.json();
      if (document.activeElement === field) show(names, descriptions, urls, more?.languages ?? []);
    } catch {
      /* too late, or no network: the form still works */
    }
  };
  // The address keeps to this site, whatever name the site has for itself.
  const choose = ({ dataset: { name, url } }) => {
    field.value = name;
    close();
    const { pathname, search, hash } = new URL(url, location.href);
    location.assign(pathname + search + hash);
  };

  field.addEventListener("input", () => {
    typed = field.value;
    clearTimeout(pause);
    if ([...typed.trim()].length < FROM) return close();
    pause = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      choose(list.children[current]);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && count) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      select(((current + step + 1 + count + 1) % (count + 1)) - 1);
    } else if (event.key === "ArrowDown" && [...field.value.trim()].length >= FROM) {
      event.preventDefault();
      typed = field.value;
      ask();
    }
  });
  // Kept from taking the focus, so that the field is not left before the choice is made.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose(item);
  });
  field.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

document.querySelectorAll("form[data-suggestions]").forEach(combobox);
