// Ask by Comunica what standard input tells in JSON, one thing after the other, and print the answers as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.argv[2] + "/");
const { QueryEngine } = require("@comunica/query-sparql");
const engine = new QueryEngine();
const write = (term) => (term.termType === "Literal" ? [term.value, term.language || term.datatype.value] : [term.value]);
const asked = {
  bindings: async (query, context) =>
    (await (await engine.queryBindings(query, context)).toArray()).map((row) =>
      Object.fromEntries([...row].map(([name, term]) => [name.value, write(term)])),
    ),
  boolean: (query, context) => engine.queryBoolean(query, context),
  quads: async (query, context) =>
    (await (await engine.queryQuads(query, context)).toArray()).map((q) => [q.subject, q.predicate, q.object].map(write)),
  update: async (query, context) => (await engine.queryVoid(query, context)) ?? null,
};
const contextOf = ({ sources, destination, token }) => {
  const context = { sources };
  if (destination) context.destination = destination;
  if (token) {
    context.fetch = (address, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("Authorization", `Bearer ${token}`);
      return fetch(address, { ...init, headers });
    };
  }
  return context;
};
const answers = {};
for (const [name, told] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  answers[name] = await asked[told.kind](told.query, contextOf(told));
}
console.log(JSON.stringify(answers));
