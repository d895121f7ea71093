// For the forms of articles and terms in the administration.

// Django's proposal of an address drops French ligatures and joins what an apostrophe parts.
document.addEventListener("DOMContentLoaded", () => {
  const propose = window.URLify;
  if (!propose) return;
  window.URLify = (text, ...more) =>
    propose(text.replace(/œ/giu, "oe").replace(/æ/giu, "ae").replace(/['’ʼ]/gu, " "), ...more);
});

// The rich text takes the place of a field and has to be called as that is.
document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  if (label) editor.view.dom.setAttribute("aria-label", label.textContent.trim());
});
