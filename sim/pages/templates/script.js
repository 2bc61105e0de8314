"use strict";
// What every page can do: change its colours, copy a command, sort and filter a table.
// All of it is an addition: without it a page shows the same.

const THEME = "kraken-theme";
const root = document.documentElement;
const wantsDark = window.matchMedia("(prefers-color-scheme: dark)");

function remembered() {
  try {
    return localStorage.getItem(THEME);
  } catch {
    return null; // a browser may forbid storage to pages from disk
  }
}

function remember(theme) {
  try {
    localStorage.setItem(THEME, theme);
  } catch {
    // it is then chosen anew on each page
  }
}

// Before anything is drawn, so that nothing flashes.
const chosen = remembered();
if (chosen) root.dataset.theme = chosen;

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : wantsDark.matches;
}

function setUpTheme() {
  const button = document.getElementById("theme");
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember(root.dataset.theme);
    show();
  });
  wantsDark.addEventListener("change", show);
  button.hidden = false;
  show();
}

function say(text) {
  document.getElementById("said").textContent = text;
}

async function copy(button) {
  const text = button.parentElement.querySelector("code");
  try {
    await navigator.clipboard.writeText(text.textContent);
    button.textContent = "Copied";
    say("Copied.");
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  } catch {
    getSelection().selectAllChildren(text);
    say("The text is selected: press Ctrl and C to copy it.");
  }
}

function setUpCopying() {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

const order = new Intl.Collator("en", { numeric: true });

// What a cell is sorted by: its data-value, which is a number or a text, or what it shows.
function keyOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value ?? cell.textContent.trim();
}

function compare(one, other) {
  if (one === "" || other === "") return 0;
  const difference = Number(one) - Number(other);
  return Number.isNaN(difference) ? order.compare(one, other) : difference;
}

function sortBy(table, header, column) {
  const up = header.getAttribute("aria-sort") !== "ascending";
  for (const other of header.parentElement.cells) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", up ? "ascending" : "descending");
  const sign = up ? 1 : -1;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: keyOf(row, column) }));
  // Rows without a value stand last, whatever the direction.
  rows.sort((a, b) => (a.key === "") - (b.key === "") || sign * compare(a.key, b.key));
  body.append(...rows.map(({ row }) => row));
  const name = header.textContent.trim();
  say(`Sorted by ${name}, ${up ? "ascending" : "descending"}.`);
}

function setUpSorting() {
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    Array.from(table.tHead.rows[0].cells).forEach((header, column) => {
      if (!header.textContent.trim() || header.hasAttribute("data-unsorted")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => sortBy(table, header, column));
    });
  }
}

// A row stays when it holds every word of the text.
function filter(field, rows, shown) {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let left = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    left += !row.hidden;
  }
  shown.textContent = words.length
    ? `${left.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows`
    : "";
}

function setUpFilters() {
  for (const field of document.querySelectorAll("input[data-filters]")) {
    const rows = Array.from(document.getElementById(field.dataset.filters).tBodies[0].rows);
    const shown = field.parentElement.querySelector("output");
    field.addEventListener("input", () => filter(field, rows, shown));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      field.value = "";
      filter(field, rows, shown);
    });
    field.parentElement.hidden = false;
  }
}

// Who moves by keyboard stops only at what can be scrolled.
function setUpScrolling() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  for (const part of document.querySelectorAll(".scroll, pre.text")) observer.observe(part);
}

// A link into a folded part unfolds it.
function unfold() {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name && document.getElementById(name);
  if (!target) return;
  for (let part = target; part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
  target.scrollIntoView();
}

document.addEventListener("DOMContentLoaded", () => {
  setUpTheme();
  setUpCopying();
  setUpSorting();
  setUpFilters();
  setUpScrolling();
  unfold();
  window.addEventListener("hashchange", unfold);
});
