// The drawing of the deals, to be moved, thinned out and searched. The table on the same page says the same in words.
import cytoscape from "cytoscape";
import "./explore.css";

const SHAPES = ["ellipse", "round-rectangle", "diamond", "hexagon"];

const ROW = 54, COLUMN = 330, COLUMN_NARROW = 260, NARROW = 600;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// The library would add its one rule by a style of its own, which the pages forbid; explore.css holds that rule.
const withoutOwnStyle = () => {
  const mark = element("meta", { id: "__________cytoscape_stylesheet" });
  document.head.append(mark);
};

function styleOf() {
  const [paper, ink, line, accent] = ["--paper", "--ink", "--quiet", "--accent"].map(colour);
  return [
    {
      selector: "node",
      style: {
        label: "data(label)", color: ink, "background-color": paper, "border-color": ink, "border-width": 2,
        "font-size": 15, "text-wrap": "wrap", "text-max-width": 200, "text-valign": "center", "text-halign": "right", "text-margin-x": 4,
        "text-background-color": paper, "text-background-opacity": 0.85, width: 26, height: 26,
      },
    },
    ...SHAPES.map((shape, column) => ({
      selector: `node[column = ${column}]`,
      style: { shape, "background-color": colour(`--column-${column}`) },
    })),
    {
      selector: "edge",
      style: {
        width: 1.5, "line-color": line, "target-arrow-color": line, "target-arrow-shape": "triangle",
        "curve-style": "bezier", "arrow-scale": 0.8,
      },
    },
    {
      selector: "edge.near",
      style: {
        label: "data(label)", color: ink, "font-size": 13, "text-rotation": "autorotate", "line-color": accent,
        "target-arrow-color": accent, "text-background-color": paper, "text-background-opacity": 0.85,
      },
    },
    { selector: ".far", style: { opacity: 0.15 } },
    { selector: "node.chosen", style: { "border-width": 5, "border-color": accent } },
  ];
}

function told(node) {
  const links = node.connectedEdges(":visible").map((edge) => {
    const isFrom = edge.source().same(node);
    const other = isFrom ? edge.target() : edge.source();
    const link = element("a", { href: other.data("page"), textContent: other.data("label") });
    return isFrom ? element("li", {}, `${edge.data("label")} `, link) : element("li", {}, link, ` ${edge.data("label")} this`);
  });
  const title = element("a", { href: node.data("page"), textContent: node.data("label") });
  return [element("h3", {}, title), element("ul", {}, ...links)];
}

async function start(place) {
  const { columns, nodes, edges } = await (await fetch(place.dataset.source)).json();
  withoutOwnStyle();
  const canvas = element("div", { className: "canvas" });
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `Drawing of ${nodes.length} things and ${edges.length} links between them`);
  const said = element("div", { className: "told" }, element("p", { className: "quiet", textContent: "Choose a thing to see what it is linked with." }));
  said.setAttribute("aria-live", "polite");
  const boxes = columns.map((words, column) => {
    const box = element("input", { type: "checkbox", value: column, checked: true, onchange: () => thin() });
    return element("label", {}, box, element("span", { className: `kind column-${column}` }), words);
  });
  const list = element("datalist", { id: "explore-names" }, ...nodes.map(({ label }) => element("option", { value: label })));
  const find = element("input", { type: "search", onchange: () => choose(cy.nodes().filter((node) => node.data("label") === find.value)) });
  find.setAttribute("list", list.id);
  const all = element("button", { type: "button", textContent: "Show all of it", onclick: () => choose(cy.collection()) });
  place.replaceChildren(
    element("fieldset", { className: "kinds" }, element("legend", { textContent: "Show" }), ...boxes),
    element("div", { className: "find" }, element("label", {}, "Find ", find), list, all),
    element("div", { className: "drawing" }, canvas, said),
  );

  const cy = cytoscape({
    container: canvas,
    style: styleOf(),
    minZoom: 0.2,
    maxZoom: 3,
    elements: [
      ...nodes.map((data) => ({ data })),
      ...edges.map((edge, place) => ({ data: { id: `edge-${place}`, ...edge } })),
    ],
  });

  function thin() {
    const shown = new Set(boxes.map((box) => box.firstChild).filter(({ checked }) => checked).map(({ value }) => Number(value)));
    cy.nodes().forEach((node) => node.style("display", shown.has(node.data("column")) ? "element" : "none"));
    arrange();
    choose(cy.collection());
  }

  // Kinds stand side by side, in the order that the server has found to cross the fewest lines, so that names can be read.
  function arrange() {
    const shown = columns.map((_, column) => cy.nodes(`[column = ${column}]:visible`)).filter((nodes) => nodes.nonempty());
    const height = ROW * Math.max(...shown.map((nodes) => nodes.length));
    const step = canvas.clientWidth < NARROW ? COLUMN_NARROW : COLUMN;
    shown.forEach((nodes, column) =>
      nodes.positions((_, row) => ({ x: column * step, y: ((row + 0.5) * height) / nodes.length })));
  }

  function choose(found) {
    cy.elements().removeClass("far near chosen");
    const node = found.first();
    if (node.empty()) return cy.fit(cy.elements(":visible"), 20);
    const near = node.closedNeighborhood();
    cy.elements().not(near).addClass("far");
    node.addClass("chosen");
    node.connectedEdges().addClass("near");
    said.replaceChildren(...told(node));
    cy.fit(near.filter(":visible"), 60);
  }

  cy.on("tap", "node", ({ target }) => choose(target));
  cy.on("tap", ({ target }) => target === cy && choose(cy.collection()));
  cy.on("resize", () => { arrange(); choose(cy.nodes(".chosen")); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(styleOf()));
  thin();
}

const place = document.querySelector("#explore[data-source]");
if (place) start(place);
