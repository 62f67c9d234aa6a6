// Sorts the table of scores by the column whose heading is pressed. Without it all can be read too.
for (const [column, heading] of document.querySelectorAll(".scores thead th").entries()) {
  const button = document.createElement("button");
  button.append(...heading.childNodes);
  button.title = "Sort by this column";
  heading.append(button);
  const key = (row) => row.cells[column]?.dataset.v ?? "";
  button.onclick = () => {
    const order = heading.ariaSort === "ascending" ? -1 : 1;
    for (const other of heading.parentNode.cells) other.removeAttribute("aria-sort");
    heading.ariaSort = order === 1 ? "ascending" : "descending";
    const body = document.querySelector(".scores tbody");
    const compare = (a, b) => key(a) - key(b) || key(a).localeCompare(key(b));
    body.append(...[...body.rows].sort((a, b) => order * compare(a, b)));
  };
}
