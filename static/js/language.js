// Words in another language than the text: a mark of the rich-text editor. Loaded by the editor itself.
import { Mark, crel } from "django-prose-editor/editor";

// What passages are most often in; their names come from the browser, in the language of the administration.
const LANGUAGES = [
  "ar", "bg", "br", "ca", "co", "cs", "da", "de", "el", "en", "es", "eu", "fa", "fi", "fr", "he", "hi", "hr",
  "hu", "hy", "it", "ja", "ko", "la", "nl", "no", "oc", "pl", "pt", "ro", "ru", "sk", "sr", "sv", "ta", "tr",
  "uk", "ur", "vi", "wo", "zh",
];
const OWN = "data-pm-slice"; // on what was copied from an editor like this one

// Called late: the words of the page's language may come after this module.
const say = (words) => window.gettext?.(words) ?? words;
let dialogs = 0;

function nameOf(tag) {
  try {
    return new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(tag);
  } catch {
    return tag;
  }
}

// Each with its name, by name; one that the text has already and the list hasn't is among them.
function choices(present) {
  const tags = [...new Set([...LANGUAGES, ...(present ? [present] : [])])];
  return tags.map((tag) => [tag, nameOf(tag)]).sort((one, other) => one[1].localeCompare(other[1]));
}

// The language last chosen on this page comes first to hand.
let last = "en";

// Resolves to a tag, to null when the mark is to be taken away, to undefined when nothing changes.
function ask(present) {
  return new Promise((resolve) => {
    const id = `language-${++dialogs}`;
    const title = crel("h3", { id: `${id}-title`, className: "prose-editor-dialog-title", textContent: say("Language of these words") });
    const select = crel(
      "select",
      { id, "aria-describedby": `${id}-help` },
      choices(present).map(([value, textContent]) => crel("option", { value, textContent })),
    );
    select.value = present ?? last;
    const submit = crel("button", { type: "submit", className: "link-submit", textContent: say("Mark these words") });
    const remove = crel("button", { type: "button", textContent: say("Remove the mark") });
    const cancel = crel("button", { type: "button", textContent: say("Cancel") });
    const form = crel("form", {}, [
      title,
      crel("div", { className: "prose-editor-dialog-field link-field" }, [
        crel("label", { htmlFor: id, textContent: say("Language") }),
        crel("p", { id: `${id}-help`, className: "link-help", textContent: say("Screen readers pronounce them accordingly. Names and words that have become usual need no mark.") }),
        select,
      ]),
      crel("div", { className: "prose-editor-dialog-buttons" }, present ? [submit, remove, cancel] : [submit, cancel]),
    ]);
    const dialog = crel("dialog", { className: "prose-editor-dialog link-dialog", "aria-labelledby": title.id }, [form]);
    const answer = (value) => {
      resolve(value);
      dialog.close();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      last = select.value;
      answer(last);
    });
    remove.addEventListener("click", () => answer(null));
    cancel.addEventListener("click", () => answer(undefined));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(undefined);
    });
    // Outside the form of the page: a form can't stand in another, and its fields are not the page's.
    document.body.append(dialog);
    dialog.showModal();
    select.focus();
  });
}

async function edit(editor, name) {
  const { lang } = editor.getAttributes(name);
  const tag = await ask(lang);
  const chain = editor.chain().focus();
  if (tag === null) chain.unsetMark(name, { extendEmptyMarkRange: true }).run();
  else if (tag && editor.state.selection.empty) chain.extendMarkRange(name).updateAttributes(name, { lang: tag }).run();
  else if (tag) chain.setMark(name, { lang: tag }).run();
  else chain.run();
}

export const Language = Mark.create({
  name: "language",
  inclusive: false,
  priority: 102, // outside emphasis, which would cut it into pieces

  addAttributes() {
    return { lang: { default: null, parseHTML: (element) => element.getAttribute("lang") } };
  },

  parseHTML() {
    return [{ tag: "span[lang]", consuming: false, priority: 60 }]; // the same element may say more
  },

  renderHTML({ HTMLAttributes }) {
    return ["span", { lang: HTMLAttributes.lang }, 0];
  },

  // Word processors call every run of letters some language, and often a wrong one.
  transformPastedHTML(html) {
    if (html.includes(OWN)) return html;
    const pasted = new DOMParser().parseFromString(html, "text/html");
    for (const element of pasted.querySelectorAll("[lang]")) element.removeAttribute("lang");
    return pasted.body.innerHTML;
  },

  addMenuItems({ menu, buttons }) {
    const name = say("Language of these words");
    const button = buttons.material("translate", name);
    menu.defineItem({
      name: "language",
      groups: "link",
      button,
      command: (editor) => edit(editor, "language"),
      active: (editor) => editor.isActive("language"),
      enabled: (editor) => !editor.state.selection.empty || editor.isActive("language"),
      update: (editor) => {
        const { lang } = editor.getAttributes("language");
        button.title = lang ? `${name} (${nameOf(lang)})` : name;
        button.setAttribute("aria-label", button.title);
        button.setAttribute("aria-pressed", String(Boolean(lang)));
      },
    });
  },
});
