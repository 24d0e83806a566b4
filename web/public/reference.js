// The search of /reference: shows the entries that contain every word.
(() => {
  const input = document.querySelector(".find input");
  const status = document.querySelector(".reference-found");
  const entries = [...document.querySelectorAll(".reference-entry")].map((element) => ({
    element,
    link:
      element.id && document.querySelector(`.reference-contents a[href="#${CSS.escape(element.id)}"]`)?.parentElement,
    text: element.textContent.toLowerCase(),
  }));

  const filter = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const { element, link, text } of entries) {
      const isFound = words.every((word) => text.includes(word));
      element.hidden = !isFound;
      if (link) link.hidden = !isFound;
      if (isFound) found++;
    }
    for (const section of document.querySelectorAll(".reference-section")) {
      section.hidden = section.querySelector(".reference-entry:not([hidden])") === null;
    }
    status.textContent = words.length === 0 ? "" : found === 1 ? "1 entry" : `${found || "No"} entries`;
  };

  /** The entry of exactly this name, else the first one that is shown. */
  const best = () => {
    const shown = entries.filter(({ element }) => element.id && !element.hidden);
    const name = input.value.trim().toLowerCase();
    return shown.find(({ element }) => element.dataset.name.toLowerCase() === name) ?? shown[0];
  };

  const clear = () => {
    input.value = "";
    filter();
  };

  input.addEventListener("input", filter);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    const entry = event.key === "Enter" && best();
    if (entry) {
      location.hash = entry.element.id;
      entry.element.querySelector("h3 a").focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target === input) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  // A link to an entry that the search hides shows it.
  addEventListener("hashchange", () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target?.closest("[hidden]")) {
      clear();
      target.scrollIntoView();
    }
  });
  filter();
})();
