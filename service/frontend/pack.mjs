// Packs the scripts and styles of the pages, and the licences of what they are made of, into one folder.
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const TARGET = new URL("../dealservice/static/packed/", import.meta.url);
const MODULES = new URL("node_modules/", import.meta.url);
const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
`;

// The editor brings 300 prefixes of the public, some of which lead to advertisements; ours come from the service.
const ownPrefixes = {
  name: "own-prefixes",
  setup(build) {
    build.onLoad({ filter: /yasgui\.esm\.js$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const contents = text.replace(/\bmadsrdf = [^\n]* prefixes_default = \{[^}]*\}/, "prefixes_default = {}");
      if (contents === text) throw new Error("The prefixes of the editor are not where they were.");
      return { contents, loader: "js" };
    });
  },
};

const words = (person) => (typeof person === "string" ? person.replace(/ <.*/, "") : person?.name);

async function licence(name) {
  const folder = new URL(`${name}/`, MODULES);
  const about = JSON.parse(await readFile(new URL("package.json", folder), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  const holders = [about.author, ...(about.contributors ?? [])].map(words).filter(Boolean);
  const text = file
    ? await readFile(new URL(file, folder), "utf8")
    : `Copyright (c) ${holders.join(", ") || `the authors of ${name}`}\n\n${about.license === "MIT" ? MIT : about.license}`;
  return `${name} ${about.version} (${about.license ?? "see below"})\n\n${text.trim()}\n`;
}

async function licences() {
  const lock = JSON.parse(await readFile(new URL("package-lock.json", import.meta.url), "utf8"));
  const names = Object.entries(lock.packages)
    .filter(([path, { dev, optional }]) => path && !dev && !optional)
    .map(([path]) => path.replace("node_modules/", ""));
  return (await Promise.all(names.sort().map(licence))).join(`\n${"=".repeat(80)}\n\n`);
}

await rm(TARGET, { recursive: true, force: true });
await mkdir(TARGET, { recursive: true });
await build({
  entryPoints: ["editor.js", "explore.js"],
  absWorkingDir: new URL(".", import.meta.url).pathname,
  outdir: TARGET.pathname,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  plugins: [ownPrefixes],
  logLevel: "warning",
});
await writeFile(new URL("licences.txt", TARGET), await licences());
