// One article as Turtle (https://www.w3.org/TR/turtle/), with the terms of graph.ttl.

import { data, overview, titleOf, urlOf, value } from "./data.js";
import { safeUrl } from "./text.js";

const PREFIXES = {
  dct: "http://purl.org/dc/terms/",
  rdfs: "http://www.w3.org/2000/01/rdf-schema#",
  schema: "https://schema.org/",
  sw: "https://w3id.org/storyweft/ns#",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
const CLASSES = {
  video: "VideoObject",
  course: "Course",
  collection: "Collection",
  download: "SoftwareSourceCode",
  profile: "Person",
  person: "Person",
  site: "WebSite",
  forum: "WebSite",
};
const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };

function hex(letter) {
  return `\\u${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A literal: quotes, backslashes, controls and lone halves of pairs are escaped. */
export function literal(text) {
  const escaped = String(text).toWellFormed?.() ?? String(text);
  return `"${escaped.replace(/["\\\u0000-\u001f\u007f]/g, (letter) => SHORT[letter] ?? hex(letter))}"`;
}

/** An IRI: what may not stand between < and > is percent-encoded. */
export function iri(text) {
  const safe = (text.toWellFormed?.() ?? text).replace(
    /[\u0000-\u0020<>"{}|^`\\]/g,
    encodeURIComponent,
  );
  return `<${safe}>`;
}

function time(text) {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)
    ? `${literal(text)}^^xsd:dateTime`
    : literal(text);
}

export function turtleOf(article) {
  const terms = [
    ["a", `schema:${CLASSES[overview.types[value("type", article)]] ?? "NewsArticle"}`],
  ];
  const add = (term, text, write) => {
    if (text !== null && text !== undefined) terms.push([term, write(text)]);
  };
  add("rdfs:label", titleOf(article), literal);
  add("schema:headline", value("title", article), literal);
  add("schema:description", value("excerpt", article), literal);
  add("schema:datePublished", value("published", article), time);
  add("schema:dateModified", value("updated", article), time);
  add("schema:publisher", overview.providers.iri[value("provider", article)], iri);
  for (const topic of value("topics", article) ?? [])
    add("schema:about", overview.topics.iri[topic], iri);
  for (const [, url] of value("addresses", article) ?? []) add("schema:sameAs", safeUrl(url), iri);
  if (urlOf(article) !== value("iri", article)) add("schema:url", safeUrl(urlOf(article)), iri);
  add("sw:quality", value("quality", article), String);
  add("sw:heat", value("heat", article), String);
  const flag = value("flag", article);
  add("sw:published", flag === null ? null : flag === 1, String);
  for (const link of data.from(article)) add("dct:relation", value("iri", link.article), iri);
  const prefixes = Object.entries(PREFIXES).map(([name, base]) => `@prefix ${name}: <${base}> .\n`);
  const body = terms
    .map(([term, text]) => `    ${term} ${text}`)
    .join(" ;\n")
    .trimStart();
  return `${prefixes.join("")}\n${iri(value("iri", article))} ${body} .\n`;
}
