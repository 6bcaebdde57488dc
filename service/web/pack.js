// Packs what the pages load into dealservice/static/packed, with the licences of all that is in it.
import { build } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const target = "../dealservice/static/packed";
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const result = await build({
  entryPoints: ["editor.js", "editor.css", "explore.js", "explore.css"],
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: "es2021",
  legalComments: "none",
  loader: { ".svg": "dataurl", ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl", ".eot": "dataurl" },
  outdir: target,
});

function folder(input) {
  const parts = input.split("node_modules/").pop().split("/");
  return join("node_modules", parts[0].startsWith("@") ? `${parts[0]}/${parts[1]}` : parts[0]);
}

// The bundle of YASGUI holds its own dependencies already; their licences are named as well.
const packages = new Set(Object.keys(result.metafile.inputs).filter((name) => name.includes("node_modules/")).map(folder));
for (const name of packages) {
  const { dependencies = {} } = JSON.parse(readFileSync(join(name, "package.json"), "utf8"));
  for (const other of Object.keys(dependencies)) {
    if (existsSync(join("node_modules", other, "package.json"))) packages.add(join("node_modules", other));
  }
}
const notices = [...packages].sort().map((name) => {
  const { name: title, version, license, author } = JSON.parse(readFileSync(join(name, "package.json"), "utf8"));
  const file = readdirSync(name).find((entry) => /^licen[cs]e/i.test(entry));
  const by = typeof author === "string" ? author : author?.name ?? "";
  return `${title} ${version} (${license})${by ? `, ${by}` : ""}\n\n${file ? readFileSync(join(name, file), "utf8") : ""}`;
});
writeFileSync(join(target, "licences.txt"), notices.join("\n\n----------------------------------------\n\n"));
