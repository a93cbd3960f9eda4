// Builds everything below assets/ into static/dist: one stylesheet, one script, the islands, fonts and icons.
// Run by `npm run build`; `npm run watch` keeps rebuilding styles and scripts.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";

const require = createRequire(import.meta.url);
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const target = path.join(root, "static/dist");
const watching = process.argv.includes("--watch");
// Built aside and moved into place file by file, so that a running server never misses its styles meanwhile.
const dist = watching ? target : await mkdtemp(path.join(os.tmpdir(), "atrium-assets-"));

const SCRIPTS = ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese"];

async function buildFonts() {
  const files = path.join(path.dirname(require.resolve("@fontsource-variable/inter/package.json")), "files");
  await mkdir(path.join(dist, "fonts"), { recursive: true });
  for (const script of SCRIPTS) {
    const name = `inter-${script}-opsz-normal.woff2`;
    await cp(path.join(files, name), path.join(dist, "fonts", name));
  }
}

// From the drawings, not from icon-nodes.json: only they include the older names of renamed icons.
async function buildIcons() {
  const folder = path.join(path.dirname(require.resolve("lucide-static/package.json")), "icons");
  const shapes = {};
  for (const file of (await readdir(folder)).filter((name) => name.endsWith(".svg")).sort()) {
    const drawing = await readFile(path.join(folder, file), "utf8");
    shapes[file.slice(0, -4)] = drawing.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\n\s*/g, "").replaceAll(" />", "/>").trim();
  }
  await writeFile(path.join(dist, "icons.json"), JSON.stringify(shapes));
}

// A module brings its own islands: tenant_apps/<module>/islands/<name>.ts becomes static/dist/<module>/<name>.js.
// Files whose name starts with an underscore are only imported by others.
async function scriptEntries() {
  const entries = { app: path.join(root, "assets/ts/app.ts") };
  const modules = path.join(root, "tenant_apps");
  for (const module of await namesIn(modules)) {
    for (const file of await namesIn(path.join(modules, module, "islands"))) {
      if (!file.endsWith(".ts") || file.startsWith("_")) continue;
      entries[`${module}/${file.slice(0, -3)}`] = path.join(modules, module, "islands", file);
    }
  }
  return entries;
}

async function namesIn(folder) {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  }
}

async function buildScripts() {
  const options = {
    entryPoints: await scriptEntries(),
    outdir: dist,
    bundle: true,
    format: "iife",
    target: "es2022",
    minify: !watching,
    legalComments: "none",
    logLevel: "info",
  };
  if (watching) await (await esbuild.context(options)).watch();
  else await esbuild.build(options);
}

function buildStyles() {
  const cli = require.resolve("@tailwindcss/cli/package.json");
  const script = path.join(path.dirname(cli), require(cli).bin.tailwindcss);
  const args = [script, "-i", "assets/css/app.css", "-o", path.join(dist, "app.css")];
  const child = spawn(process.execPath, watching ? [...args, "--watch=always"] : [...args, "--minify"], {
    cwd: root,
    stdio: "inherit",
  });
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`tailwindcss ended with ${code}`))));
  });
}

async function moveIntoPlace() {
  const built = new Set();
  for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const name = path.relative(dist, path.join(entry.parentPath ?? entry.path, entry.name));
    const place = path.join(target, name);
    await mkdir(path.dirname(place), { recursive: true });
    await copyFile(path.join(dist, name), `${place}.${process.pid}`);
    await rename(`${place}.${process.pid}`, place);
    built.add(name);
  }
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const name = path.relative(target, path.join(entry.parentPath ?? entry.path, entry.name));
    if (entry.isFile() && !built.has(name)) await rm(path.join(target, name), { force: true });
  }
  await rm(dist, { recursive: true });
}

await mkdir(dist, { recursive: true });
await cp(path.join(root, "assets/mark.svg"), path.join(dist, "mark.svg"));
await Promise.all([buildFonts(), buildIcons(), buildScripts()]);
await buildStyles();
if (!watching) await moveIntoPlace();
