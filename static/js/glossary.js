// The list of the glossary follows what is typed. Without it, the form asks for a page as any other does.

const PAUSE = 160; // milliseconds after the last key

function follow(form) {
  const field = form.querySelector("input[type=search]");
  const list = document.getElementById("terms");
  const found = document.querySelector("[data-found-now]");
  const whole = location.search; // what is shown while nothing is typed
  let pause;
  let asking;

  const address = () => {
    if (!field.value.trim() && !new URLSearchParams(whole).has("q")) return form.action + whole;
    return `${form.action}?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()))}`;
  };
  const ask = async () => {
    asking?.abort();
    const request = (asking = new AbortController());
    const url = address();
    list.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(url, { signal: request.signal, headers: { "X-Part": "list" } });
      if (!answer.ok) throw new Error(String(answer.status));
      list.innerHTML = await answer.text();
      found.textContent = list.querySelector("[data-found]")?.textContent ?? "";
      list.querySelector("[data-found]")?.remove();
      history.replaceState(null, "", url);
    } catch (error) {
      if (error.name === "AbortError") return;
      /* no network: the form still works */
    }
    list.removeAttribute("aria-busy");
  };

  list.querySelector("[data-found]")?.remove(); // told as it changes, not on arrival
  field.addEventListener("input", (event) => {
    clearTimeout(pause);
    if (!event.isComposing) pause = setTimeout(ask, PAUSE);
  });
}

document.querySelectorAll("form[data-term-filter]").forEach(follow);
