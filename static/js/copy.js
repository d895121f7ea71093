// A button beside each address in the library of images that copies it. Without it, the address is text to select.
document.addEventListener("DOMContentLoaded", () => {
  for (const text of document.querySelectorAll("code[data-copy]")) text.after(button(text));
});

function button(text) {
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "copy";
  copy.textContent = text.dataset.copy;
  copy.setAttribute("aria-live", "polite");
  copy.addEventListener("click", async () => {
    if (!(await copied(text))) return; // it is selected, and can be copied by hand
    copy.textContent = text.dataset.copied;
    setTimeout(() => (copy.textContent = text.dataset.copy), 3000);
  });
  return copy;
}

// The clipboard of browsers works on https and localhost only; the old way works anywhere.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(text);
    return document.execCommand("copy");
  }
}
