// Beside the address of a picture in the rich-text editor: the library, to search and to choose from.
// The dialogs are the editor's own. If a dialog has no address of a picture, it is left alone.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  if (!textarea.dataset.imageLibrary) return;
  const words = JSON.parse(textarea.dataset.imageLibrary);
  new MutationObserver((changes) => {
    for (const node of changes.flatMap((change) => [...change.addedNodes])) {
      const address = node.querySelector?.("dialog input[name=imageUrl]");
      if (address) new Library(address, words).open();
    }
  }).observe(editor.view.dom.parentElement, { childList: true });
});

class Library {
  constructor(address, words) {
    this.address = address;
    this.words = words;
    this.asked = 0; // answers to earlier questions come too late
    this.name = `${address.id}-choice`;
    this.list = element("div", { className: "library__choices" });
    this.status = element("p", { className: "library__status", role: "status" });
    this.more = element("button", { type: "button", className: "library__more", textContent: words.more, hidden: true });
    this.search = element("input", { type: "search", id: `${address.id}-search`, autocomplete: "off" });
  }

  open() {
    const label = element("label", { htmlFor: this.search.id, textContent: this.words.search });
    const legend = element("legend", { textContent: this.words.title });
    const library = element("fieldset", { className: "library" }, [
      legend, label, this.search, this.list, this.more, this.status,
    ]);
    this.address.closest(".prose-editor-dialog-field").after(library);
    this.address.closest("dialog").classList.add("has-library");
    this.address.addEventListener("input", () => this.mark());
    this.search.addEventListener("input", () => this.askSoon());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would insert the picture
      this.ask();
    });
    this.more.addEventListener("click", () => this.ask(this.more.value));
    this.ask();
  }

  askSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), 250);
  }

  async ask(page = "") {
    clearTimeout(this.waiting);
    const question = ++this.asked;
    try {
      const query = new URLSearchParams({ q: this.search.value.trim(), page });
      const answer = await fetch(`${this.words.url}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const { images, next } = await answer.json();
      if (question === this.asked) this.show(images, next, Boolean(page));
    } catch {
      if (question === this.asked) this.status.textContent = this.words.failed;
    }
  }

  show(images, next, isMore) {
    if (!isMore) this.list.replaceChildren();
    const choices = images.map((image) => this.choice(image));
    this.list.append(...choices);
    const focused = document.activeElement === this.more;
    this.more.value = next ?? "";
    this.more.hidden = next === null;
    this.status.textContent = this.list.childElementCount ? "" : this.words.none;
    this.mark();
    if (isMore && focused && choices[0]) choices[0].querySelector("input").focus();
  }

  // A group of radio buttons: arrow keys go from one to the next, a finger hits the picture.
  choice({ url, thumbnail, title, credit, licence }) {
    const radio = element("input", { type: "radio", name: this.name, value: url });
    radio.addEventListener("change", () => {
      this.address.value = url;
      this.status.textContent = `${this.words.chosen} ${title}`;
    });
    radio.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(); // the alternative text comes first
    });
    const rights = [credit, licence].filter(Boolean).join(", ");
    return element("label", { className: "library__choice" }, [
      radio,
      element("img", { src: thumbnail, alt: "", loading: "lazy" }),
      element("span", { textContent: title }),
      element("small", { textContent: rights }),
    ]);
  }

  mark() {
    for (const radio of this.list.querySelectorAll("input")) radio.checked = radio.value === this.address.value;
  }
}

function element(name, { role, ...properties }, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  if (role) made.setAttribute("role", role);
  made.append(...children);
  return made;
}
