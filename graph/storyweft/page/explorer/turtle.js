// Articles and stories as Turtle (https://www.w3.org/TR/turtle/), with the terms of graph.ttl.

import { articlesOf, data, labelOf, overview, titleOf, urlOf, value, isDated, isDayOnly } from "./data.js";
import { safeUrl } from "./text.js";
import { isoTime } from "./times.js";

const PREFIXES = {
  dct: "http://purl.org/dc/terms/",
  nsl: "http://purl.org/ontology/storyline/",
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
export function literal(/** @type {any} */ text) {
  const whole = String(text).toWellFormed?.() ?? String(text);
  return `"${whole.replace(/["\\\u0000-\u001f\u007f]/g, (letter) => SHORT[letter] ?? hex(letter))}"`;
}

/** An IRI: what may not stand between < and > is percent-encoded. */
export function iri(/** @type {string} */ text) {
  const whole = text.toWellFormed?.() ?? text;
  return `<${whole.replace(/[\u0000-\u0020<>"{}|^`\\]/g, encodeURIComponent)}>`;
}

const dateTime = (/** @type {number} */ seconds) => `${literal(isoTime(seconds * 1000))}^^xsd:dateTime`;

/** Collect terms of a subject; what is not there is left out. */
function terms() {
  /** @type {[string, string][]} */
  const list = [];
  const add = (term, text, write) => {
    if (text !== null && text !== undefined) list.push([term, write(text)]);
  };
  const text = (/** @type {string} */ subject) => {
    const prefixes = Object.entries(PREFIXES).map(([name, base]) => `@prefix ${name}: <${base}> .\n`);
    const body = list.map(([term, object]) => `    ${term} ${object}`).join(" ;\n");
    return `${prefixes.join("")}\n${iri(subject)} ${body.trimStart()} .\n`;
  };
  return { add, text };
}

export function turtleOfArticle(/** @type {number} */ article) {
  const { add, text } = terms();
  add("a", `schema:${CLASSES[overview.types[value("type", article)]] ?? "NewsArticle"}`, String);
  add("rdfs:label", titleOf(article), literal);
  add("schema:headline", value("title", article), literal);
  add("schema:description", value("excerpt", article), literal);
  // Of a day only, the time is none that anybody stated.
  if (isDated(article) && !isDayOnly(article)) add("schema:datePublished", data.times[article] / 1000, dateTime);
  add("schema:dateModified", value("updated", article), dateTime);
  add("schema:publisher", overview.providers.iri[data.provider[article]], iri);
  for (const topic of value("topics", article) ?? []) add("schema:about", overview.topics.iri[topic], iri);
  for (const [, url] of value("addresses", article) ?? []) add("schema:sameAs", safeUrl(url), iri);
  if (urlOf(article) !== value("iri", article)) add("schema:url", safeUrl(urlOf(article)), iri);
  add("sw:quality", value("quality", article), String);
  add("sw:heat", value("heat", article), String);
  const flag = value("flag", article);
  add("sw:published", flag === null ? null : flag === 1, String);
  for (const link of data.linksFrom(article)) add("dct:relation", value("iri", data.links.target[link]), iri);
  return text(value("iri", article));
}

export function turtleOfStory(/** @type {number} */ story) {
  const { add, text } = terms();
  add("a", "nsl:Storyline", String);
  add("rdfs:label", labelOf(story), literal);
  for (const article of articlesOf(story)) add("schema:hasPart", value("iri", article), iri);
  return text(data.stories.iri[story]);
}
