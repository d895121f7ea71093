// Small comforts on top of pages that work without them.

const status = (near, words) => {
  const place = near.parentElement.querySelector("[data-copied]");
  if (place) place.textContent = words;
};

function print(button) {
  button.addEventListener("click", () => window.print());
}

function copy(button) {
  const label = button.querySelector("span");
  const before = label.textContent;
  button.addEventListener("click", async () => {
    const address = new URL(button.dataset.copy || location.href, location.href).href;
    await navigator.clipboard.writeText(address);
    label.textContent = button.dataset.done;
    status(button, button.dataset.done);
    setTimeout(() => {
      label.textContent = before;
      status(button, "");
    }, 4000);
  });
}

function tools() {
  const canCopy = Boolean(navigator.clipboard);
  for (const box of document.querySelectorAll("[data-tools]")) {
    box.querySelectorAll("[data-print]").forEach(print);
    box.querySelectorAll("[data-copy]").forEach((button) => (canCopy ? copy(button) : button.remove()));
    box.hidden = !box.querySelector("button");
  }
}

// The table of contents stands open beside the text on wide screens and follows the reader.
function contents(toc) {
  const wide = matchMedia("(min-width: 64rem)");
  const fit = () => (toc.open = wide.matches);
  fit();
  wide.addEventListener("change", fit);

  const links = [...toc.querySelectorAll("a")];
  const headings = links.map((link) => document.getElementById(link.hash.slice(1))).filter(Boolean);
  if (!headings.length) return;
  const mark = () => {
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < 160);
    const id = passed.at(-1)?.id;
    for (const link of links) {
      if (id && link.hash === `#${id}`) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
  };
  const watcher = new IntersectionObserver(mark, { rootMargin: "-150px 0px -50% 0px" });
  headings.forEach((heading) => watcher.observe(heading));
}

tools();
document.querySelectorAll("[data-toc]").forEach(contents);
document.querySelector("[data-focus]")?.focus();
