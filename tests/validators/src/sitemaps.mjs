// Prints what is wrong with the sitemaps of a folder, a line for each problem, the file's name first.
//
// Arguments: the folder of the packages, the folder of the sitemaps.

import { createReadStream, readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { finished } from "node:stream/promises";

const [packages, sitemaps] = process.argv.slice(-2);
const require = createRequire(join(packages, "sitemaps.js"));
const { validateXML } = require("xmllint-wasm");
const {
  ErrorLevel,
  XMLToSitemapIndexStream,
  XMLToSitemapItemStream,
  validateSMIOptions,
} = require("sitemap");

const PROTOCOL = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS = "http://www.google.com/schemas/sitemap-news/0.9";

/** How many files xmllint is given at once: it ends where their names have no room on its stack. */
const AT_A_TIME = 1_000;
/** 2 GB, in pages: a sitemap may have 50 MB. */
const MOST_MEMORY = 32_768;

// The protocol's schema wants to know each element of another namespace.
const SCHEMA = `<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="${PROTOCOL}" schemaLocation="sitemap.xsd"/>
  <import namespace="${NEWS}" schemaLocation="news.xsd"/>
</schema>`;
const ANY_NEWS = `<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="${NEWS}">
  <element name="news"/>
</schema>`;

const files = readdirSync(sitemaps).map((fileName) => ({
  fileName,
  contents: readFileSync(join(sitemaps, fileName), "utf8"),
}));
const isIndex = ({ contents }) => contents.includes("<sitemapindex");
const sets = files.filter((file) => !isIndex(file));

const preload = [
  { fileName: "sitemap.xsd", contents: readFileSync(join(packages, "sitemap/schema/sitemap.xsd")) },
  { fileName: "news.xsd", contents: ANY_NEWS },
];
for (let at = 0; at < sets.length; at += AT_A_TIME) {
  const xml = sets.slice(at, at + AT_A_TIME);
  const { valid, errors } = await validateXML({ xml, schema: [SCHEMA], preload, maxMemoryPages: MOST_MEMORY });
  errors.forEach((error) => console.log(error.rawMessage));
  if (!valid && errors.length === 0) throw new Error("xmllint refused, and said nothing");
}

for (const file of files) {
  for (const problem of await problemsOf(file)) console.log(`${file.fileName}: ${problem}`);
}

/** What the reader of sitemap.js does not take. */
async function problemsOf(file) {
  const options = { level: ErrorLevel.WARN, logger: false };
  const reader = isIndex(file) ? new XMLToSitemapIndexStream(options) : new XMLToSitemapItemStream(options);
  const items = [];
  reader.on("data", (item) => items.push(item));
  createReadStream(join(sitemaps, file.fileName)).pipe(reader);
  const problems = [];
  await finished(reader).catch((problem) => problems.push(problem.message));
  // One reader keeps all that it found, the other the first.
  for (const problem of reader.errors ?? [reader.error].filter(Boolean)) problems.push(problem.message);
  if (isIndex(file)) {
    if (items.length === 0) problems.push("an index of nothing");
    return problems;
  }
  for (const item of items) {
    try {
      validateSMIOptions(item, ErrorLevel.THROW);
    } catch (problem) {
      problems.push(problem.message);
    }
  }
  return problems;
}
