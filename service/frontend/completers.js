// What the editor completes: our prefixes, and the classes, properties and things of the graph, found by IRI or by label.
const MOST = 100;

const isName = ({ string }) => string.trim() !== "" && !/^[?$"']/.test(string);
const isPrefixPlace = (yasqe) => {
  const { line } = yasqe.getDoc().getCursor();
  return yasqe.getPreviousNonWsToken(line, yasqe.getCompleteToken())?.string?.toUpperCase() === "PREFIX";
};
const isClassPlace = (yasqe) => {
  const token = yasqe.getCompleteToken();
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return isName(token) && ["a", "rdf:type", "rdfs:subClassOf"].includes(before.state.lastProperty);
};
const isPropertyPlace = (yasqe) => {
  const token = yasqe.getCompleteToken();
  return isName(token) && token.state.possibleCurrent.includes("a") && !isClassPlace(yasqe);
};
// Each place has one completer: a second one would close the list of the first.
const isThingPlace = (yasqe) => {
  const token = yasqe.getCompleteToken();
  const isNamed = isName(token) && ["string-2", "variable-3", "error"].includes(token.type);
  return isNamed && ![isPrefixPlace, isClassPlace, isPropertyPlace].some((isPlace) => isPlace(yasqe));
};

// Reads what stands at the cursor as an IRI, as far as it is written, and as a word of a label.
function preProcessToken(yasqe, token) {
  const text = token.string.trim();
  const colon = text.indexOf(":");
  const base = text.startsWith("<") || colon < 0 ? undefined : yasqe.getPrefixesFromQuery()[text.slice(0, colon)];
  const word = text.startsWith("<") ? text.slice(1).replace(/>$/, "") : text.slice(colon + 1);
  return { ...token, autocompletionString: base === undefined ? word : base + word, word: word.toLowerCase(), base: base ?? "" };
}

function shorten(yasqe, iri) {
  const found = Object.entries(yasqe.getPrefixesFromQuery()).filter(([, base]) => iri.startsWith(base));
  const [prefix, base] = found.sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const local = base === undefined ? "" : iri.slice(base.length);
  return /^[\w-]+(\.[\w-]+)*$/.test(local) ? `${prefix}:${local}` : `<${iri}>`;
}

function completer(name, kind, terms, isValidCompletionPosition) {
  const known = terms.filter(([, each]) => each === kind);
  const labels = new Map(known.map(([iri, , label]) => [iri, label]));
  return {
    name,
    bulk: false,
    isValidCompletionPosition,
    preProcessToken,
    get: (_, { autocompletionString = "", word = "", base = "" } = {}) =>
      known
        .filter(([iri, , label]) =>
          iri.startsWith(autocompletionString) || (iri.startsWith(base) && label.toLowerCase().includes(word)))
        .map(([iri]) => iri)
        .sort((one, other) => other.startsWith(autocompletionString) - one.startsWith(autocompletionString))
        .slice(0, MOST),
    postProcessSuggestion: (yasqe, _, iri) => iri,
    postprocessHints: (yasqe, hints) =>
      hints.map((hint) => {
        const text = shorten(yasqe, hint.text);
        return { ...hint, text, displayText: `${text}  ${labels.get(hint.text) ?? ""}` };
      }),
  };
}

function prefixCompleter(prefixes) {
  return {
    name: "own-prefixes",
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: isPrefixPlace,
    get: (_, token) =>
      Object.entries(prefixes)
        .map(([prefix, iri]) => `${prefix}: <${iri}>`)
        .filter((line) => line.startsWith(token?.string.trim() ?? ""))
        .sort(),
  };
}

export const completers = (prefixes, terms) => [
  prefixCompleter(prefixes),
  completer("own-classes", "class", terms, isClassPlace),
  completer("own-properties", "property", terms, isPropertyPlace),
  completer("own-things", "thing", terms, isThingPlace),
];
