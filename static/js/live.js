// Comments that were published since the page was opened: counted now and then, shown when asked for.
// Nothing moves by itself. Dates are told from today, too.

const FIRST = 60_000; // milliseconds until the first question
const LONGEST = 15 * 60_000; // between two
const GROWTH = 1.5;
const END = 3 * 3_600_000; // who has left the page open is asked no more

const language = document.documentElement.lang;
const comments = (place) => [...place.querySelectorAll("article[id^=comment-]")];

const UNITS = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]];
const RECENT = 14 * 86_400_000;
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });

function tellAges(place) {
  for (const time of place.querySelectorAll("time[data-age]")) {
    const age = Math.max(Date.now() - new Date(time.dateTime), 60_000);
    if (!(age < RECENT)) continue;
    const [unit, span] = UNITS.find(([, least]) => age >= least);
    const told = document.createElement("span");
    told.className = "age";
    told.textContent = `(${relative.format(-Math.floor(age / span), unit)})`;
    time.append(" ", told);
  }
}

function follow(place) {
  const end = Date.now() + END;
  let known = place.dataset.since;
  let wait = FIRST;
  let due = Date.now() + wait;
  let timer = 0;

  const schedule = () => {
    clearTimeout(timer);
    if (!document.hidden && due < end) timer = setTimeout(ask, due - Date.now());
  };

  const later = (factor) => {
    wait = Math.min(wait * factor, LONGEST);
    due = Date.now() + wait;
    schedule();
  };

  async function ask() {
    try {
      const answer = await fetch(`${place.dataset.live}?since=${place.dataset.since}`, {
        headers: { "If-None-Match": `"${known}"` },
        cache: "no-store",
        credentials: "omit",
      });
      if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) return;
      if (answer.ok) {
        known = (answer.headers.get("ETag") || "").replace(/^W\/|"/g, "");
        offer(await answer.json());
      }
      later(answer.ok || answer.status === 304 ? GROWTH : 2 * GROWTH);
    } catch {
      later(2 * GROWTH); // no network, or an answer that is none
    }
  }

  function offer(news) {
    const box = place.querySelector("[data-live-offer]");
    if (!news.new) return box.replaceChildren();
    const form = new Intl.PluralRules(language).select(news.new) === "one" ? "one" : "other";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--small";
    button.textContent = box.dataset[form].replace("{n}", new Intl.NumberFormat(language).format(news.new));
    button.addEventListener("click", () => show(news.where));
    box.replaceChildren(button);
  }

  async function show(where) {
    try {
      const answer = await fetch(location.href, { credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(place.id);
      const seen = new Set(comments(place).map((one) => one.id));
      const first = comments(fresh).find((one) => !seen.has(one.id))?.id;
      if (!first) return location.assign(where); // they stand on another page
      comments(fresh).forEach((one) => one.classList.toggle("is-new", !seen.has(one.id)));
      known = place.dataset.since = fresh.dataset.since;
      place.replaceChildren(...fresh.childNodes);
      tellAges(place);
      const target = document.getElementById(first);
      target.tabIndex = -1;
      target.focus();
      target.scrollIntoView({ block: "center" });
    } catch {
      location.assign(where);
    }
  }

  document.addEventListener("visibilitychange", schedule);
  schedule();
}

for (const place of document.querySelectorAll("[data-live]")) {
  tellAges(place);
  follow(place);
}
