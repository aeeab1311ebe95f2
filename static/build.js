// Builds static/dist/ from our Sass, scripts and icons: one stylesheet per writing direction.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync, transformSync } from "esbuild";
import rtlcss from "rtlcss";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
mkdirSync(dist, { recursive: true });

function compile(name) {
  return sass.compile(join(here, "scss", `${name}.scss`), {
    loadPaths: [join(here, "..", "node_modules")],
    style: "expanded",
    quietDeps: true,
  }).css;
}

// The last browsers without :has() and logical properties left support in 2023.
function shrink(css) {
  return transformSync(css, { loader: "css", minify: true, target: ["chrome111", "firefox121", "safari16.4"] }).code;
}

// Only govuk-frontend speaks of left and right; our own rules are logical and rtlcss leaves them alone.
const portal = compile("portal");
writeFileSync(join(dist, "ltr.css"), shrink(portal));
writeFileSync(join(dist, "rtl.css"), shrink(rtlcss.process(portal)));
writeFileSync(join(dist, "admin.css"), shrink(compile("admin")));

buildSync({
  entryPoints: [join(here, "js", "portal.js")],
  outfile: join(dist, "portal.js"),
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome111", "firefox121", "safari16.4"],
  logLevel: "warning",
});

// One sprite: a symbol for each file in icons/, which holds the inside of a 24 by 24 drawing.
const symbols = readdirSync(join(here, "icons"))
  .filter((file) => file.endsWith(".svg"))
  .sort()
  .map((file) => {
    const drawing = readFileSync(join(here, "icons", file), "utf8").replace(/<\/?svg[^>]*>/g, "").trim();
    return `<symbol id="${file.slice(0, -4)}" viewBox="0 0 24 24">${drawing}</symbol>`;
  });
writeFileSync(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);

for (const picture of readdirSync(join(here, "img"))) {
  copyFileSync(join(here, "img", picture), join(dist, picture));
}

// The certificate's typefaces, unmodified: documents/certificate/fonts.py reads them here.
mkdirSync(join(dist, "fonts"), { recursive: true });
for (const font of [
  "ibm-plex-mono/500Medium/IBMPlexMono_500Medium",
  "ibm-plex-sans/400Regular/IBMPlexSans_400Regular",
  "ibm-plex-sans/500Medium/IBMPlexSans_500Medium",
  "source-serif-4/400Regular/SourceSerif4_400Regular",
  "source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic",
  "source-serif-4/600SemiBold/SourceSerif4_600SemiBold",
]) {
  const file = join(here, "..", "node_modules", "@expo-google-fonts", `${font}.ttf`);
  copyFileSync(file, join(dist, "fonts", basename(file)));
}
