// The picture to explore: the same things and lines as the drawing of the server, with Cytoscape.js.
import cytoscape from "cytoscape";

const section = document.getElementById("explore");
const canvas = document.getElementById("canvas");
const chosen = document.getElementById("chosen");
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const GAP = { x: 320, y: 62 };

function elements(found) {
  const sizes = found.columns.map((_, column) => found.nodes.filter((node) => node.column === column).length);
  const height = Math.max(...sizes) * GAP.y;
  const places = sizes.map(() => 0);
  const nodes = found.nodes.map((node) => ({
    data: node,
    position: { x: node.column * GAP.x, y: ((places[node.column]++ + 0.5) * height) / sizes[node.column] },
  }));
  return [...nodes, ...found.edges.map((edge) => ({ data: edge }))];
}

function style() {
  const ink = token("--ink"), line = token("--over");
  return [
    { selector: "node", style: { shape: "round-rectangle", width: 220, height: 44, label: "data(label)", "text-wrap": "wrap",
      "text-max-width": 205, "text-valign": "center", "font-size": 12, color: ink, "background-color": token("--raised"),
      "border-width": 1.5, "border-color": line } },
    { selector: 'node[state = "in-force"]', style: { "border-color": token("--in-force"), "border-width": 3 } },
    { selector: 'node[state = "unknown"]', style: { "border-color": token("--unknown"), "border-style": "dashed" } },
    { selector: "node:selected", style: { "border-color": token("--accent"), "border-width": 4 } },
    { selector: "edge", style: { width: 1.5, "line-color": line, "curve-style": "bezier", "target-arrow-shape": "triangle",
      "target-arrow-color": line } },
    { selector: "edge.near", style: { label: "data(label)", "font-size": 11, color: ink, "text-background-color": token("--paper"),
      "text-background-opacity": 1 } },
    { selector: ".far", style: { opacity: 0.12 } },
  ];
}

async function start() {
  const found = await (await fetch(section.dataset.source)).json();
  section.hidden = false;
  const graph = cytoscape({ container: canvas, elements: elements(found), style: style(), layout: { name: "preset", padding: 20 },
    minZoom: 0.15, maxZoom: 3 });
  let last = "";
  graph.on("tap", "node", ({ target }) => {
    if (last === target.id()) { location.assign(target.data("page")); return; }
    last = target.id();
    const near = target.closedNeighborhood();
    graph.elements().addClass("far").removeClass("near");
    near.removeClass("far").edges().addClass("near");
    chosen.textContent = `${target.data("label")} (${target.data("kind")}): ${near.edges().length} links`;
  });
  graph.on("tap", ({ target }) => {
    if (target !== graph) return;
    last = "";
    chosen.textContent = "";
    graph.elements().removeClass("far near");
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(style()));
}

start();
