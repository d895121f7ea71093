// The link dialog of the rich-text editor: a page of the portal is chosen from a list, and kept by its identity
// ("page:article-12"). Loaded by the editor itself, in place of its own extension of that name.
import { Link as EditorLink, crel } from "django-prose-editor/editor";

const CHOICES = "/admin/page-choices/";
const PAGE = /^page:[a-z]+-[1-9][0-9]*(?:#[\w-]+)?$/;
const ADDRESS = /^(?:https?:\/\/[^\s/?#]|mailto:\S|tel:[+0-9]|\/(?!\/)|#)/i;
const WITHOUT_SCHEME = /^(?:www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+\/)\S*$/i; // www.exemple.fr, exemple.fr/page
const MAILBOX = /^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/;
const PAUSE = 150; // milliseconds without a key before pages are looked for
const PUBLIC = ["live", "live-draft"];

// Called late: the words of the page's language may come after this module.
const say = (words, value) => (window.gettext?.(words) ?? words).replace("%s", value);
let dialogs = 0;

// The language of the text that is being written, or the page that is, which has one.
function about() {
  const [, kind, key] = /\/([a-z]+)\/(\d+)\/change\/$/.exec(location.pathname) ?? [];
  const field = document.querySelector("select[name=language]");
  if (field) return { language: field.value };
  return kind ? { of: `${kind}-${key}` } : {};
}

async function pagesFor(q, signal) {
  const address = `${CHOICES}?${new URLSearchParams({ q, ...about() })}`;
  const answer = await fetch(address, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).choices;
}

// What was typed as an address, or "" when it is none.
function asAddress(text) {
  if (ADDRESS.test(text)) return text;
  if (MAILBOX.test(text)) return `mailto:${text}`;
  return WITHOUT_SCHEME.test(text) ? `https://${text}` : "";
}

function described(page) {
  return [
    crel("span", { className: "link-choice-kind", textContent: `${page.kind} · ${page.language_name}` }),
    crel("span", { className: `state state-${page.state}`, textContent: page.state_label }),
  ];
}

// A combobox: `input` with a list below it from which a page is chosen, by arrow keys, mouse or finger.
class Chooser {
  constructor(href) {
    const id = `link-choice-${++dialogs}`;
    this.id = id;
    this.chosen = null; // a page
    this.fragment = "";
    this.active = -1;
    this.pages = [];
    this.input = crel("input", {
      id,
      type: "text",
      autocomplete: "off",
      spellcheck: false,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": `${id}-list`,
      "aria-describedby": `${id}-help ${id}-chosen ${id}-error`,
    });
    this.list = crel("ul", {
      id: `${id}-list`,
      className: "link-choices",
      role: "listbox",
      "aria-label": say("Pages found"),
      hidden: true,
    });
    this.shown = crel("p", { id: `${id}-chosen`, className: "link-chosen", hidden: true });
    this.note = crel("p", { className: "link-note", role: "status" });
    this.error = crel("p", { id: `${id}-error`, className: "link-error", role: "alert" });
    this.field = crel("div", { className: "prose-editor-dialog-field link-field" }, [
      crel("label", { htmlFor: id, textContent: say("Page or address") }),
      crel("p", {
        id: `${id}-help`,
        className: "link-help",
        textContent: say("Type words of a page’s title, or paste a web address."),
      }),
      this.input,
      this.shown,
      this.error,
      this.note,
      this.list,
    ]);
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    if (PAGE.test(href)) this.open(href);
    else this.input.value = href;
  }

  // The identity or address to store, or "" when there is none; the person is told why.
  value() {
    const text = this.input.value.trim();
    if (this.chosen) return this.chosen.identity + this.fragment;
    const address = asAddress(text);
    if (!address) {
      const words = say("Choose a page from the list, or type an address that begins with https://");
      this.error.textContent = words;
      this.input.setAttribute("aria-invalid", "true");
      this.input.focus();
    }
    return address;
  }

  // Show the title of a page that is linked already.
  async open(href) {
    const [identity, section] = href.split("#");
    this.fragment = section ? `#${section}` : "";
    this.chosen = { identity };
    this.input.readOnly = true;
    try {
      const [page] = await pagesFor(identity);
      if (page) this.choose(page, this.fragment);
      else this.forget(say("This page no longer exists."));
    } catch {
      this.note.textContent = say("The list of pages could not be loaded; an address can still be typed.");
    }
    this.input.readOnly = false;
    this.input.select();
  }

  forget(words) {
    this.chosen = null;
    this.fragment = "";
    this.shown.hidden = true;
    this.error.textContent = words;
  }

  choose(page, fragment = "") {
    this.close();
    this.chosen = page;
    this.fragment = fragment;
    this.input.value = page.title;
    this.input.removeAttribute("aria-invalid");
    this.error.textContent = this.note.textContent = "";
    const more = [];
    if (fragment) more.push(say("To its section %s", fragment));
    if (!PUBLIC.includes(page.state)) more.push(say("Not public yet: until it is, readers see the words without a link."));
    this.shown.replaceChildren(...described(page), ...more.map((textContent) => crel("small", { textContent })));
    this.shown.hidden = false;
  }

  typed() {
    this.forget("");
    this.input.removeAttribute("aria-invalid");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    this.request?.abort();
    const q = this.input.value.trim();
    const isForeign = asAddress(q) && !/^(?:https?:|\/)/i.test(q);
    if (!q || isForeign) {
      this.note.textContent = "";
      return this.close();
    }
    const request = (this.request = new AbortController());
    try {
      const pages = await pagesFor(q, request.signal);
      if (!request.signal.aborted) this.show(pages, asAddress(q));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.close();
      this.note.textContent = say("The list of pages could not be loaded; an address can still be typed.");
    }
  }

  show(pages, address) {
    this.pages = pages;
    this.list.replaceChildren(...pages.map((page, index) => this.option(page, index)));
    this.list.hidden = !pages.length;
    this.input.setAttribute("aria-expanded", String(pages.length > 0));
    this.activate(-1);
    if (pages.length === 1) this.note.textContent = say("One page found; choose it in the list.");
    else if (pages.length) this.note.textContent = say("%s pages found; choose one in the list.", pages.length);
    else this.note.textContent = address ? "" : say("No page with these words in its title.");
  }

  option(page, index) {
    const option = crel("li", { id: `${this.id}-${index}`, role: "option", "aria-selected": "false" }, [
      crel("span", { className: "link-choice-title", textContent: page.title }),
      ...described(page),
    ]);
    option.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the field
    option.addEventListener("click", () => this.choose(page));
    return option;
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(-1);
    this.note.textContent = "";
  }

  activate(index) {
    this.active = index;
    for (const [place, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(place === index));
    }
    const option = this.list.children[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    const count = this.pages.length;
    if (event.key === "ArrowDown" && !isOpen && !this.chosen) this.look();
    else if (!isOpen || event.isComposing) return;
    else if (event.key === "ArrowDown") this.activate((this.active + 1) % count);
    else if (event.key === "ArrowUp") this.activate((Math.max(this.active, 0) + count - 1) % count);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.pages[this.active]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

// Resolves to the address to store, to null for a link that is to be taken away, to undefined when nothing changes.
function ask(editor, href) {
  return new Promise((resolve) => {
    const chooser = new Chooser(href);
    const submit = crel("button", {
      type: "submit",
      className: "link-submit",
      textContent: say(href ? "Update link" : "Insert link"),
    });
    const cancel = crel("button", { type: "button", textContent: say("Cancel") });
    const remove = crel("button", { type: "button", textContent: say("Remove link") });
    const buttons = href ? [submit, remove, cancel] : [submit, cancel];
    const title = crel("h3", { id: `${chooser.id}-title`, className: "prose-editor-dialog-title", textContent: say("Link") });
    const form = crel("form", { noValidate: true }, [
      title,
      chooser.field,
      crel("div", { className: "prose-editor-dialog-buttons" }, buttons),
    ]);
    const dialog = crel("dialog", { className: "prose-editor-dialog link-dialog", "aria-labelledby": title.id }, [form]);
    const answer = (value) => {
      resolve(value);
      dialog.close();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const value = chooser.value();
      if (value) answer(value);
    });
    remove.addEventListener("click", () => answer(null));
    cancel.addEventListener("click", () => answer(undefined));
    dialog.addEventListener("close", () => {
      chooser.close();
      dialog.remove();
      resolve(undefined);
    });
    // Outside the form of the page: a form can't stand in another, and its fields are not the page's.
    document.body.append(dialog);
    dialog.showModal();
    chooser.input.focus();
    chooser.input.select();
  });
}

async function edit(editor, name) {
  const { href } = editor.getAttributes(name);
  const value = await ask(editor, href ?? "");
  const chain = editor.chain().focus();
  if (value === undefined) chain.run();
  else if (value === null) chain.extendMarkRange(name).unsetLink().run();
  else if (editor.isActive(name)) chain.extendMarkRange(name).updateAttributes(name, { href: value }).run();
  else chain.setMark(name, { href: value }).run();
}

export const Link = EditorLink.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      isAllowedUri: (address, { defaultValidate }) => PAGE.test(address) || defaultValidate(address),
    };
  },

  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const isPossible = !editor.state.selection.empty || editor.isActive(this.name);
          if (isPossible) edit(editor, this.name);
          return isPossible;
        },
    };
  },
});
