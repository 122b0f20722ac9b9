// Filters the list of operations as one types, and opens what a link leads to. The page is whole without it.
const form = document.getElementById("filter");
const words = document.getElementById("words");
const found = document.getElementById("found");

function filter() {
  const wanted = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  for (const item of document.querySelectorAll("details")) {
    const text = item.querySelector("summary").textContent.toLowerCase();
    item.hidden = !wanted.every((word) => text.includes(word));
    if (!item.hidden) count += 1;
  }
  for (const group of document.querySelectorAll(".group")) {
    group.hidden = !group.querySelector("details:not([hidden])");
  }
  found.value = wanted.length ? `${count} 项` : "";
}

function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.hidden = false;
    target.open = true;
    target.scrollIntoView();
  }
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
words.addEventListener("input", filter);
addEventListener("hashchange", openTarget);
openTarget();
