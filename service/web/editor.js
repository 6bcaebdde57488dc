// The editor at /sparql: YASGUI with our endpoint, prefixes, completers and examples. Nothing outside is called.
import YasguiModule from "@zazuko/yasgui";

const Yasgui = YasguiModule.Yasgui ?? YasguiModule.default ?? YasguiModule;
const place = document.getElementById("editor");
const form = document.getElementById("plain");

async function terms() {
  const context = (await (await fetch(place.dataset.context)).json())["@context"];
  const entries = Object.entries(context).map(([name, value]) => [name, typeof value === "string" ? value : value["@id"]]);
  const prefixes = Object.fromEntries(entries.filter(([, iri]) => /^https?:.*[#/]$/.test(iri ?? "")));
  const full = (iri) => {
    const [prefix, rest] = (iri ?? "").split(/:(.*)/s);
    return prefixes[prefix] ? prefixes[prefix] + rest : iri;
  };
  const named = entries.map(([, iri]) => full(iri)).filter((iri) => /^https?:.*[^#/]$/.test(iri ?? ""));
  const isClass = (iri) => /[#/][A-Z][^#/]*$/.test(iri);
  return { prefixes, classes: named.filter(isClass), properties: named.filter((iri) => !isClass(iri)) };
}

function complete(found) {
  const { Yasqe } = Yasgui;
  const prefixes = Object.entries(found.prefixes).map(([name, iri]) => `${name}: <${iri}>`);
  const own = { persistenceId: null, bulk: true };
  Yasqe.forkAutocompleter("prefixes", { name: "our-prefixes", ...own, get: () => prefixes });
  Yasqe.forkAutocompleter("class", { name: "our-classes", ...own, get: () => found.classes });
  Yasqe.forkAutocompleter("property", { name: "our-properties", ...own, get: () => found.properties });
  Yasqe.defaults.autocompleters = ["our-prefixes", "our-classes", "our-properties", "variables"];
}

function examples(yasgui) {
  const choice = document.getElementById("example");
  choice.closest("[hidden]").hidden = false;
  choice.addEventListener("change", async () => {
    if (!choice.value) return;
    const text = await (await fetch(choice.value)).text();
    const name = choice.selectedOptions[0].textContent.slice(0, 40);
    yasgui.addTab(true, { ...Yasgui.Tab.getDefaults(yasgui), name, yasqe: { value: text } });
    choice.value = "";
  });
}

// Controls of the library that show only a sign get a name.
function nameControls() {
  const names = { ".yasr_btn:not(.select_table)": "Result view", ".CodeMirror textarea": "Query (SPARQL 1.1)" };
  for (const [selector, name] of Object.entries(names)) {
    for (const found of place.querySelectorAll(selector)) {
      if (!found.getAttribute("aria-label") && !found.textContent.trim()) found.setAttribute("aria-label", name);
    }
  }
}

async function start() {
  const endpoint = new URL(place.dataset.endpoint, location.href).href;
  const query = document.getElementById("query").value;
  const found = await terms();
  complete(found);
  place.hidden = false; // its lines are measured when they are made
  form.hidden = true;
  const yasgui = new Yasgui(place, {
    persistenceId: `dealgraph_${location.pathname}`,
    requestConfig: { endpoint, method: "POST" },
    copyEndpointOnNewTab: true,
    populateFromUrl: false,
    endpointCatalogueOptions: { getData: () => [{ endpoint }], keys: [], renderItem: () => {} },
    yasqe: { ...Yasgui.Yasqe.defaults, value: query, createShareableLink: null },
    yasr: { ...Yasgui.Yasr.defaults, prefixes: found.prefixes },
  });
  for (const tab of Object.values(yasgui._tabs)) tab.setEndpoint(endpoint);
  if (place.dataset.asked) {
    const value = { ...Yasgui.Tab.getDefaults(yasgui), name: "Query", yasqe: { value: query } };
    if (yasgui.getTab()?.getYasqe().getValue() !== query) yasgui.addTab(true, value);
  }
  examples(yasgui);
  nameControls();
  new MutationObserver(nameControls).observe(place, { childList: true, subtree: true });
}

start().catch((error) => {
  place.hidden = true;
  form.hidden = false;
  throw error;
});
