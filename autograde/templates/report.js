// Sorts tables, filters the table of scores, changes between light and dark. Without scripts all
// can be read too: what needs one is made, or shown, here.
for (const table of document.querySelectorAll("table.sort")) {
  for (const [column, heading] of table.querySelectorAll("thead th").entries()) {
    const button = document.createElement("button");
    button.append(...heading.childNodes);
    button.title = "Sort by this column";
    heading.append(button);
    const key = (row) => row.cells[column]?.dataset.v ?? "";
    button.onclick = () => {
      const order = heading.ariaSort === "ascending" ? -1 : 1;
      for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
      heading.ariaSort = order === 1 ? "ascending" : "descending";
      const compare = (a, b) => key(a) - key(b) || key(a).localeCompare(key(b));
      table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => order * compare(a, b)));
    };
  }
}

const filter = document.querySelector(".filter");
if (filter) {
  const { name, kind, exercise, state } = filter.elements;
  const rows = [...document.querySelectorAll(".scores tbody tr")];
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const show = () => {
    const wanted = plain(name.value.trim());
    for (const row of rows) {
      const cells = exercise.value ? [row.cells[exercise.value]] : [...row.cells];
      row.hidden = !(
        plain(row.cells[0].dataset.v).includes(wanted) &&
        (!kind.value || row.dataset.k.split(" ").includes(kind.value)) &&
        (!state.value || cells.some((cell) => cell?.dataset.s === state.value))
      );
    }
    const shown = rows.filter((row) => !row.hidden).length;
    filter.querySelector("output").value = `${shown} of ${rows.length}`;
  };
  filter.onsubmit = (event) => event.preventDefault();
  filter.oninput = show;
  filter.onreset = () => setTimeout(show);
  filter.hidden = false;
  show();
}

const root = document.documentElement;
const theme = document.createElement("button");
theme.className = "theme";
const dark = () =>
  root.style.colorScheme
    ? root.style.colorScheme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
const label = () => (theme.textContent = dark() ? "Light" : "Dark");
theme.onclick = () => {
  root.style.colorScheme = dark() ? "light" : "dark";
  label();
};
label();
document.querySelector("header").prepend(theme);
