// Articles and stories as Turtle (https://www.w3.org/TR/turtle/), with the terms of graph.ttl.

import { articlesOf, data, isDated, isDayOnly, labelOf, overview, targetsOf, titleOf, value } from "./data.js";
import { safeUrl } from "./text.js";
import { isoTime } from "./times.js";

const SHORT = { "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\" };
const hex = (/** @type {string} */ letter) => `\\u${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

/** A literal: quotes, backslashes, controls and lone halves of pairs are escaped. */
function literal(/** @type {string} */ text) {
  const whole = text.toWellFormed?.() ?? text;
  return `"${whole.replace(/["\\\u0000-\u001f\u007f]/g, (letter) => SHORT[letter] ?? hex(letter))}"`;
}

/** An IRI: what may not stand between < and > is percent-encoded. */
function iri(/** @type {string} */ text) {
  const whole = text.toWellFormed?.() ?? text;
  return `<${whole.replace(/[\u0000-\u0020<>"{}|^`\\]/g, encodeURIComponent)}>`;
}

const dateTime = (/** @type {number} */ seconds) => `${literal(isoTime(seconds * 1000))}^^xsd:dateTime`;
const anyUri = (/** @type {string} */ url) => `${literal(url)}^^xsd:anyURI`;

/** Write a subject; what is not there is left out. @param {[string, any, (object: any) => string][]} terms */
function turtle(/** @type {string} */ subject, terms) {
  const prefixes = Object.entries(overview.prefixes).map(([name, base]) => `@prefix ${name}: <${base}> .\n`);
  const said = terms.filter(([, object]) => object !== null && object !== undefined);
  const body = said.map(([term, object, write]) => `${term} ${write(object)}`).join(" ;\n    ");
  return `${prefixes.join("")}\n${iri(subject)} ${body} .\n`;
}

export function turtleOfArticle(/** @type {number} */ article) {
  const is = (/** @type {string} */ column) => value(column, article);
  const each = (term, objects, write = iri) => (objects ?? []).map((object) => [term, object, write]);
  const addresses = (/** @type {boolean} */ isWeb) =>
    (is("addresses") ?? []).filter(([kind, url]) => (kind === "web") === isWeb && safeUrl(url)).map(([, url]) => url);
  const flag = is("flag");
  const day = (/** @type {string} */ of) => (isDayOnly(article, of) ? "day" : null);
  return turtle(is("iri"), [
    ["a", overview.types.class[is("type")], String],
    ["rdfs:label", titleOf(article), literal],
    ["schema:headline", is("title"), literal],
    ["schema:description", is("excerpt"), literal],
    ["schema:datePublished", isDated(article) ? data.times[article] / 1000 : null, dateTime],
    ["schema:dateModified", is("updated"), dateTime],
    // Of a day only, the midnight before is no time that anybody stated.
    ["sw:precision", day("precision"), literal],
    ["sw:modifiedPrecision", day("updated_precision"), literal],
    ["schema:publisher", overview.providers.iri[data.provider[article]], iri],
    ...each("schema:about", is("topics"), (topic) => iri(overview.topics.iri[topic])),
    ...each("schema:url", addresses(true), anyUri),
    ...each("schema:sameAs", addresses(false)),
    ["sw:quality", is("quality"), String],
    ["sw:heat", is("heat"), String],
    ["sw:published", flag === null ? null : flag === 1, String],
    ...each("dct:relation", targetsOf("links", article).map(iriOf)),
    ...each("dct:references", targetsOf("references", article).map(iriOf)),
  ]);
}

const iriOf = (/** @type {number} */ article) => value("iri", article);

export const turtleOfStory = (/** @type {number} */ story) =>
  turtle(data.stories.iri[story], [
    ["a", "nsl:Storyline", String],
    ["rdfs:label", labelOf(story), literal],
    ...articlesOf(story).map((article) => /** @type {any} */ (["schema:hasPart", iriOf(article), iri])),
  ]);
