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

// Where the device has a sheet to share with, that one; it offers copying too.
function share(button) {
  button.querySelector("span").textContent = button.dataset.share;
  button.addEventListener("click", async () => {
    const url = new URL(button.dataset.copy, location.href).href;
    try {
      await navigator.share({ title: document.title, url });
    } catch (error) {
      if (error.name !== "AbortError") throw error; // who closes the sheet has changed their mind
    }
  });
}

function offer(button) {
  if (button.dataset.share && navigator.share && matchMedia("(pointer: coarse)").matches) share(button);
  else if (navigator.clipboard) copy(button);
  else button.remove();
}

function tools() {
  for (const box of document.querySelectorAll("[data-tools]")) {
    box.querySelectorAll("[data-print]").forEach(print);
    box.querySelectorAll("[data-copy]").forEach(offer);
    box.hidden = !box.querySelector("button");
  }
}

// The table of contents stands open beside the text on wide screens and follows the reader.
function contents(toc) {
  const wide = matchMedia("(min-width: 64rem)");
  const title = toc.querySelector("summary");
  const fit = () => {
    toc.open = wide.matches;
    title.tabIndex = wide.matches ? -1 : 0;
  };
  fit();
  wide.addEventListener("change", fit);
  title.addEventListener("click", (event) => wide.matches && event.preventDefault()); // it would say "closed"

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

// A picture above the page, as large as it is; its link leads to it where this does not work.
function lightbox(link) {
  const [box, frame, image, shut] = ["dialog", "div", "img", "button"].map((name) => document.createElement(name));
  box.className = "lightbox";
  frame.className = "lightbox__frame";
  frame.tabIndex = 0; // to be scrolled by keys
  shut.className = "button lightbox__close";
  shut.type = "button";
  shut.textContent = link.closest("[data-close]").dataset.close;
  image.src = link.href;
  image.alt = link.querySelector("img").alt;
  box.setAttribute("aria-label", image.alt);
  frame.append(image);
  const words = link.closest("figure")?.querySelector("figcaption");
  if (words) frame.append(Object.assign(document.createElement("p"), { textContent: words.textContent }));
  box.append(shut, frame);
  shut.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => event.target === box && box.close());
  box.addEventListener("close", () => box.remove());
  link.after(box);
  box.showModal();
}

function enlarge(event) {
  const link = event.target.closest?.("[data-close] a.enlarge");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  lightbox(link);
}

// The scripts of articles and terms, while nothing else goes on: whoever opens one next has them. Whoever saves data
// fetches them then. Not by a link with rel=prefetch: the policy of the pages forbids it, and Safari does not know it.
function fetchAhead(addresses) {
  const take = (address) => fetch(address, { priority: "low" }).then((answer) => answer.text()).catch(() => {});
  addEventListener("load", () => (globalThis.requestIdleCallback ?? setTimeout)(() => addresses.forEach(take)));
}

const ahead = document.querySelector("script[data-ahead]");
if (ahead && !navigator.connection?.saveData) fetchAhead(ahead.dataset.ahead.split(" "));

if ("HTMLDialogElement" in globalThis) document.addEventListener("click", enlarge);
tools();
document.querySelectorAll("[data-toc]").forEach(contents);
document.querySelector("[data-focus]")?.focus();
