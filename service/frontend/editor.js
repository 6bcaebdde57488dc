// The query editor: what the plain form does, with completion, and with answers as a table, a chart or a timeline.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import { completers } from "./completers.js";
import { Chart, Timeline } from "./drawings.js";
import { tableOf } from "./table.js";
import "./editor.css";

const LONGEST_ADDRESS = 6000;
const FORMS = {
  table: { csv: "CSV", tsv: "TSV", json: "JSON", xml: "XML", md: "Markdown" },
  graph: { ttl: "Turtle", trig: "TriG", nt: "N-Triples", jsonld: "JSON-LD", rdf: "RDF/XML" },
};
const { Yasqe, Yasr } = Yasgui;
const form = document.querySelector("#ask");
const plain = document.querySelector("#query");
const section = document.querySelector("#answer");
const endpoint = form.action;

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

const address = (query, more = {}) => `${endpoint}?${new URLSearchParams({ query, ...more })}`;

// A problem of the service, as its own pages show it.
async function complaint(error) {
  let problem = { title: error.statusText || "The service does not answer", detail: error.text };
  try {
    problem = JSON.parse(error.text);
  } catch {
    // what is no JSON is shown as it is
  }
  const box = element("div", { className: "problem" }, element("h3", { textContent: problem.title }));
  box.setAttribute("role", "alert");
  for (const words of [problem.detail, problem.hint]) if (words) box.append(element("p", { textContent: words }));
  if (problem.excerpt) box.append(element("pre", { textContent: problem.excerpt }));
  return box;
}

function drawForms(query, isGraph) {
  const links = Object.entries(FORMS[isGraph ? "graph" : "table"]).map(([format, textContent]) =>
    element("a", { href: address(query, { format }), textContent }),
  );
  const line = element("p", { className: "forms" }, "As ");
  links.forEach((link, place) => line.append(place ? ", " : "", link));
  line.append(" · ", element("a", { href: address(query), textContent: "Link to this query" }));
  return line;
}

async function start() {
  const { prefixes, terms } = await (await fetch(form.dataset.completions)).json();
  for (const completer of completers(prefixes, terms)) Yasqe.registerAutocompleter(completer);
  Yasqe.defaults.autocompleters = ["variables", ...completers(prefixes, terms).map(({ name }) => name)];
  Yasr.registerPlugin("rows", tableOf({ root: new URL(endpoint).pathname.replace(/\/sparql$/, ""), prefixes, terms }));
  Yasr.registerPlugin("chart", Chart);
  Yasr.registerPlugin("timeline", Timeline);

  const place = element("div", { id: "yasqe" });
  plain.before(place);
  const yasqe = new Yasqe(place, {
    value: plain.value,
    persistenceId: null,
    createShareableLink: null,
    consumeShareLink: null,
    showQueryButton: false,
    resizeable: false,
    editorHeight: "auto",
    viewportMargin: Infinity,
    screenReaderLabel: "Query (SPARQL 1.1)",
    requestConfig: {
      endpoint,
      headers: {},
      acceptHeaderSelect: "application/sparql-results+json",
      acceptHeaderGraph: "text/turtle",
    },
  });
  const keys = { ...yasqe.getOption("extraKeys") };
  // The tabulator leaves the editor, as it leaves every other field.
  yasqe.setOption("extraKeys", { ...keys, Tab: false, "Shift-Tab": false });
  plain.hidden = true;
  plain.required = false;
  document.querySelector('label[for="query"]').addEventListener("click", () => yasqe.focus());

  const results = element("div", { id: "yasr" });
  const forms = element("div");
  const yasr = new Yasr(results, {
    persistenceId: null,
    maxPersistentResponseSize: 0,
    prefixes,
    plugins: { ...Yasr.defaults.plugins, table: { enabled: false } },
    pluginOrder: ["rows", "chart", "timeline", "response"],
    defaultPlugin: "rows",
    errorRenderers: [complaint],
    getDownloadFileName: () => "answer",
  });
  yasqe.on("query", () => form.setAttribute("aria-busy", "true"));
  yasqe.on("queryResponse", (_, response, duration) => {
    form.removeAttribute("aria-busy");
    yasr.setResponse(response, duration);
    const query = yasqe.getValue();
    section.replaceChildren(document.querySelector("#answer-title") ?? "", results);
    section.hidden = false;
    const isGraph = ["CONSTRUCT", "DESCRIBE"].includes(yasqe.getQueryType());
    if (!yasr.results?.hasError() && address(query).length < LONGEST_ADDRESS) {
      forms.replaceChildren(drawForms(query, isGraph));
      section.append(forms);
      history.replaceState(null, "", address(query));
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    plain.value = yasqe.getValue();
    document.querySelector("#about")?.remove();
    document.querySelectorAll("main > .problem").forEach((problem) => problem.remove());
    yasqe.query({ ...yasqe.config.requestConfig, method: plain.value.length > LONGEST_ADDRESS ? "POST" : "GET" });
  });
  if (!section.hidden) form.requestSubmit();
}

start();
