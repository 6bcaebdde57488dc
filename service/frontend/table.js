// Rows as a table: labels where they are known, links to our pages, a filter, an order, and pages of a hundred rows.
const PAGE = 100;
const OURS = "https://w3id.org/dealgraph/";
const NUMBERS = /#(integer|decimal|double|float|nonNegativeInteger)$/;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

export function tableOf({ root, prefixes, terms }) {
  const labels = new Map(terms.map(([iri, , label]) => [iri, label]));

  const shortened = (iri) => {
    const [prefix, base] = Object.entries(prefixes).find(([, each]) => iri.startsWith(each)) ?? [];
    return base === undefined ? iri : `${prefix}:${iri.slice(base.length)}`;
  };

  // Only what is ours or on the web becomes a link; an IRI such as javascript: stays text.
  const addressOf = (iri) => {
    if (iri.startsWith(OURS)) return `${root}/${iri.slice(OURS.length)}`;
    return /^https?:\/\//.test(iri) ? iri : "";
  };

  const textOf = (term) => {
    if (!term) return "";
    return term.type === "uri" ? (labels.get(term.value) ?? shortened(term.value)) : term.value;
  };

  const cellOf = (term) => {
    const text = textOf(term);
    const href = term?.type === "uri" ? addressOf(term.value) : "";
    const cell = element("td", {}, href ? element("a", { href, title: term.value, textContent: text }) : text);
    if (NUMBERS.test(term?.datatype)) cell.className = "number";
    if (term?.["xml:lang"]) cell.lang = term["xml:lang"];
    return cell;
  };

  const compare = (column) => (one, other) => {
    const [a, b] = [one[column], other[column]];
    const isNumber = [a, b].every((term) => NUMBERS.test(term?.datatype));
    return isNumber ? a.value - b.value : textOf(a).localeCompare(textOf(b));
  };

  return class Table {
    priority = 10;
    label = "Table";

    constructor(yasr) {
      this.yasr = yasr;
    }

    canHandleResults() {
      return (this.yasr.results?.getVariables() ?? []).length > 0;
    }

    getIcon() {
      return document.createElement("span");
    }

    draw() {
      this.rows = this.yasr.results.getBindings() ?? [];
      Object.assign(this, { words: "", column: "", isTurned: false, page: 0 });
      const filter = element("input", { type: "search", oninput: () => this.show({ words: filter.value, page: 0 }) });
      this.caption = element("caption");
      this.caption.setAttribute("aria-live", "polite");
      this.head = element("tr");
      this.body = element("tbody");
      this.pager = element("p", { className: "pager" });
      const table = element("table", {}, this.caption, element("thead", {}, this.head), this.body);
      const frame = element("div", { className: "scroll", tabIndex: 0 }, table);
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", "Rows");
      const field = element("label", { className: "filter" }, "Keep rows with ", filter);
      this.yasr.resultsEl.replaceChildren(...(this.rows.length > 1 ? [field] : []), frame, this.pager);
      this.show({});
    }

    show(change) {
      Object.assign(this, change);
      const words = this.words.toLowerCase().split(/\s+/).filter(Boolean);
      const names = this.yasr.results.getVariables();
      const found = this.rows.filter((row) => {
        const text = names.map((name) => textOf(row[name])).join(" ").toLowerCase();
        return words.every((word) => text.includes(word));
      });
      if (this.column) found.sort(compare(this.column));
      if (this.isTurned) found.reverse();
      const first = this.page * PAGE;
      const kept = found.slice(first, first + PAGE);
      this.head.replaceChildren(...names.map((name) => this.heading(name)));
      this.body.replaceChildren(...kept.map((row) => element("tr", {}, ...names.map((name) => cellOf(row[name])))));
      const number = (count) => count.toLocaleString("en");
      this.caption.textContent =
        kept.length < found.length
          ? `Rows ${number(first + 1)} to ${number(first + kept.length)} of ${number(found.length)}`
          : found.length === 1 ? "1 row" : `${number(found.length)} rows`;
      this.pager.replaceChildren(
        ...(first > 0 ? [this.turn("Previous rows", -1)] : []),
        ...(first + PAGE < found.length ? [this.turn("Next rows", 1)] : []),
      );
    }

    turn(textContent, step) {
      return element("button", { type: "button", textContent, onclick: () => this.show({ page: this.page + step }) });
    }

    heading(name) {
      const isOrder = this.column === name;
      const onclick = () => this.show({ column: name, isTurned: isOrder && !this.isTurned, page: 0 });
      const sign = isOrder ? (this.isTurned ? " ↓" : " ↑") : "";
      const made = element("th", { scope: "col" }, element("button", { type: "button", textContent: name + sign, onclick }));
      made.setAttribute("aria-sort", isOrder ? (this.isTurned ? "descending" : "ascending") : "none");
      return made;
    }
  };
}
