// Two more ways to look at rows: numbers as bars, and days on a line of time. Drawn as SVG, without styles in the text.
const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, LABEL, LINE, TOP, MOST] = [720, 250, 22, 26, 40];
const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "nonNegativeInteger"].map((name) => XSD + name));
const DAYS = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name));

const svg = (name, attributes, ...children) => {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const short = (text) => (text.length > 38 ? `${text.slice(0, 37)}…` : text);
const local = ({ type, value }) => (type === "uri" ? value.replace(/[/#]$/, "").split(/[/#]/).pop() : value);
const columnsOf = (rows, names, types) =>
  names.filter((name) => rows.some((row) => types.has(row[name]?.datatype)));

// Names a row: by its first cell that is text, or else by its first cell.
function nameOf(row, names, but) {
  const others = names.filter((name) => row[name] && !but.includes(name));
  const first = others.find((name) => row[name].type !== "uri") ?? others[0];
  return first ? local(row[first]) : "";
}

class Drawing {
  constructor(yasr) {
    this.yasr = yasr;
  }

  get rows() {
    return this.yasr.results?.getBindings() ?? [];
  }

  get names() {
    return this.yasr.results?.getVariables() ?? [];
  }

  canHandleResults() {
    return this.bars().length > 0;
  }

  getIcon() {
    return document.createElement("span");
  }

  draw() {
    const all = this.bars();
    const bars = all.slice(0, MOST);
    const least = this.isTime ? Math.min(...bars.map(({ from }) => from)) : 0;
    const most = Math.max(...bars.map(({ to }) => to));
    const scale = most > least ? (WIDTH - LABEL - 60) / (most - least) : 0;
    const height = TOP + LINE * bars.length + 4;
    const title = `${this.label}: ${bars.length} of ${all.length} rows`;
    const drawn = svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": title });
    if (this.isTime) drawn.append(...this.years(least, most, scale, height));
    bars.forEach((bar, place) => drawn.append(this.bar(bar, TOP + LINE * place, least, scale)));
    const said = document.createElement("p");
    said.className = "quiet";
    said.textContent = `${title}. The table holds all.`;
    const frame = document.createElement("div");
    frame.className = "scroll";
    frame.tabIndex = 0;
    frame.setAttribute("role", "group");
    frame.setAttribute("aria-label", this.label);
    frame.append(drawn);
    this.yasr.resultsEl.replaceChildren(frame, said);
  }

  bar({ name, from, to, words }, top, least, scale) {
    const x = LABEL + (from - least) * scale;
    const width = Math.max((to - from) * scale, 4);
    return svg(
      "g",
      {},
      svg("title", {}, `${name}: ${words}`),
      svg("text", { x: LABEL - 8, y: top + 15, "text-anchor": "end" }, short(name)),
      svg("rect", { x, y: top + 3, width, height: LINE - 7, rx: 2 }),
      ...(this.isTime ? [] : [svg("text", { x: x + width + 6, y: top + 15 }, words)]),
    );
  }

  *years(least, most, scale, height) {
    const [first, last] = [least, most].map((time) => new Date(time).getUTCFullYear());
    const step = Math.max(1, Math.ceil((last + 1 - first) / 5));
    for (let year = first; year <= last + 1; year += step) {
      const x = LABEL + (Date.UTC(year, 0, 1) - least) * scale;
      if (x < LABEL || x > WIDTH) continue;
      yield svg("line", { x1: x, y1: TOP - 6, x2: x, y2: height });
      yield svg("text", { x, y: TOP - 10, "text-anchor": "middle" }, String(year));
    }
  }
}

export class Chart extends Drawing {
  priority = 5;
  label = "Chart";
  isTime = false;

  bars() {
    const [column] = columnsOf(this.rows, this.names, NUMBERS);
    if (!column) return [];
    return this.rows
      .filter((row) => row[column] && Number(row[column].value) >= 0)
      .map((row) => ({
        name: nameOf(row, this.names, [column]),
        from: 0,
        to: Number(row[column].value),
        words: row[column].value,
      }));
  }
}

export class Timeline extends Drawing {
  priority = 4;
  label = "Timeline";
  isTime = true;

  bars() {
    const columns = columnsOf(this.rows, this.names, DAYS).slice(0, 2);
    return this.rows
      .map((row) => {
        const said = columns.map((name) => row[name]?.value).filter(Boolean);
        const times = said.map((value) => Date.parse(value)).filter((time) => !Number.isNaN(time));
        return {
          name: nameOf(row, this.names, columns),
          from: Math.min(...times),
          to: Math.max(...times),
          words: said.join(" to "),
        };
      })
      .filter(({ from }) => Number.isFinite(from));
  }
}
