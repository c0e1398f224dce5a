// What the modules of the page work out, without a browser: run by `node --test`.

import assert from "node:assert/strict";
import test from "node:test";
import { read, write } from "./address.js";
import { lowerBound, makeScale, ticks } from "./axis.js";
import { arrange } from "./beads.js";
import { way } from "./between.js";
import { fit, ORDERS, pack, stand } from "./lanes.js";
import { placeNames } from "./names.js";
import { answer, closeness, distance, meant, pieces, vocabulary, wordsOf } from "./search.js";
import { fold, safeUrl, wrap } from "./text.js";
import { DAY, HOUR, lag, roughly, span } from "./times.js";


const at = (text) => Date.parse(text);

test("time axis: forth and back, also where quiet months are folded", () => {
  const times = [0, 1, 2, 3].flatMap((spell) => [0, 1, 2].map((day) => (spell * 120 + day) * DAY));
  const scale = makeScale(0, 363 * DAY, 100, 900, times);
  assert.equal(scale.parts.length, 4);
  for (const time of times) assert.ok(Math.abs(scale.time(scale.x(time)) - time) < 1000);
  for (let i = 1; i < times.length; i++) assert.ok(scale.x(times[i]) > scale.x(times[i - 1]));
  const whole = makeScale(0, 363 * DAY, 100, 900, times, { folds: false });
  assert.equal(whole.parts.length, 1);
  assert.equal(whole.x(363 * DAY), 900);
});

test("time axis: a busy window is not folded", () => {
  const times = Array.from({ length: 60 }, (_, day) => day * DAY);
  assert.equal(makeScale(0, 60 * DAY, 0, 800, times).parts.length, 1);
});

test("time axis: ticks stand on hours, days, Mondays and months", () => {
  const texts = (from, to) =>
    ticks(makeScale(at(from), at(to), 0, 900, []), false).map((tick) => tick.text);
  assert.ok(texts("2024-03-01T00:00Z", "2024-03-02T00:00Z").includes("12:00"));
  assert.equal(texts("2024-03-01T00:00Z", "2024-03-11T00:00Z")[1], "Sat 2 Mar");
  const mondays = ticks(makeScale(at("2024-03-01"), at("2024-05-01"), 0, 900, []), false);
  for (const tick of mondays) assert.equal(new Date(tick.time).getUTCDay(), 1);
  assert.ok(texts("2020-01-01", "2024-01-01").includes("Jan 2021"));
  assert.ok(texts("0001-01-01", "2024-01-01").length > 0);
});

test("time axis: where a time stands among others", () => {
  assert.equal(lowerBound([1, 3, 3, 5], 3), 1);
});

test("dots: none on another, until they are one disc", () => {
  const beads = arrange([10, 11, 12, 40, 41, 80]);
  beads.forEach(([x, y, r], i) => {
    for (const [ox, oy, other] of beads.slice(i + 1))
      assert.ok(Math.hypot(x - ox, y - oy) >= (r + other) * 0.9);
  });
  assert.equal(arrange(Array.from({ length: 50 }, (_, i) => i / 10)).length, 1);
  assert.equal(arrange(Array.from({ length: 300 }, (_, i) => i)).length, 300);
});

const box = { w: 1000, h: 600, gutter: 184, phone: false, row: 25 };
const item = (key, x0, x1, hits = 2) => stand({ key, x0, x1, hits }, 200, box);

test("lanes: no two headlines of a row overlap, the largest stay", () => {
  const stories = Array.from({ length: 40 }, (_, i) => ({ key: i, hits: 40 - i }));
  const make = ({ key, hits }) => item(key, 200 + ((key * 97) % 600), 215 + ((key * 97) % 600), hits);
  const { items, rows, left } = fit(stories, make, 5, true);
  const named = items.filter((one) => !one.bare);
  assert.equal(rows, 5);
  assert.equal(left, 40 - named.length);
  assert.deepEqual(named.map(({ key }) => key).sort((a, b) => a - b), [...named.keys()]);
  for (const one of named)
    for (const other of named)
      if (one !== other && one.row === other.row) assert.ok(one.from >= other.to || other.from >= one.to);
  assert.equal(pack([item(0, 200, 210), item(1, 200, 210)], 1), null);
});

test("lanes: a headline stays on the screen", () => {
  for (const x of [190, 500, 800, 960]) {
    const { left, width } = item(0, x, x + 12);
    assert.ok(left >= box.gutter - 6 && left + width <= box.w);
  }
  const lines = [
    { key: 0, n: 3, first: 0, last: 9 },
    { key: 1, n: 5, first: 5, last: 6 },
  ];
  assert.equal([...lines].sort(ORDERS.most)[0].key, 1);
  assert.equal([...lines].sort(ORDERS.newest)[0].key, 0);
  assert.equal([...lines].sort(ORDERS.longest)[0].key, 0);
});

test("search: letters that Unicode takes apart, and those that it does not", () => {
  for (const [text, query] of [
    ["Łódź", "Lodz"],
    ["Tromsø", "Tromso"],
    ["Hauptstraße", "strasse"],
    ["Đorđe", "dorde"],
    ["ılık", "ilik"],
    ["cœur", "coeur"],
    ["Café", "cafe"],
  ])
    assert.ok(fold(text).includes(fold(query)), text);
});

test("search: the best match first, and its words marked", () => {
  const words = wordsOf("North Korea");
  const score = (text) => closeness("north korea", words, fold(text));
  assert.ok(score("North Korea talks") > score("Talks: North Korea"));
  assert.ok(score("Talks: North Korea") > score("Korea, up north"));
  assert.ok(score("Korea, up north") > score("Korea"));
  assert.equal(answer(words, "north korea", () => false), 2);
  assert.equal(answer(words, "north", (word) => word === "korea"), 1);
  assert.equal(answer(words, "north", () => false), 0);
  assert.deepEqual(pieces(["strasse"], "Die Straße hier"), ["Die ", "Straße", " hier"]);
  assert.deepEqual(pieces(["boston"], "Boston"), ["", "Boston"]);
});

test("search: words one or two letters away", () => {
  const words = vocabulary(["president kushner", "kushner meets police"]);
  assert.equal(meant("kushnar", words), "kushner");
  assert.equal(meant("polcie", words), "police");
  assert.equal(meant("xyzzy", words), null);
  assert.equal(distance("abcdef", "abcdef"), 0);
});

const names = {
  base: "https://base.example/",
  stories: ["s0", "s1"],
  articles: ["https://a.example/1"],
  lines: ["s0"],
  providers: ["https://base.example/provider/cnn"],
  topics: ["https://base.example/topic/ai"],
  types: ["article", ""],
};
const usual = {
  view: "threads",
  from: at("2020-01-01"),
  to: at("2020-02-01"),
  extent: [at("2020-01-01"), at("2020-02-01")],
  query: "",
  provider: new Set(),
  topic: new Set(),
  type: new Set(),
  flag: null,
  quality: 0,
  choice: null,
  open: new Set(),
  folds: true,
  order: "most",
  hops: 1,
  hidden: new Set(),
};

test("address: whatever is written is read again", () => {
  assert.equal(write(usual, usual, names), "");
  for (const part of [
    { view: "network", hops: 2, hidden: new Set(["topic"]) },
    { query: "a & b", provider: new Set([0]), topic: new Set([0]), type: new Set([1]) },
    { from: at("2020-01-05T10:00Z"), to: at("2020-01-06T10:00Z"), order: "newest", folds: false },
    { choice: { kind: "between", id: 1, other: 0 }, flag: 0, quality: 40 },
    { choice: { kind: "article", id: 0 } },
    { choice: { kind: "line", id: 0 } },
    { choice: { kind: "undated", id: 0 } },
  ]) {
    const state = { ...usual, ...part };
    assert.deepEqual(read(write(state, usual, names), usual, names), state);
  }
});

test("address: what is switched off at first can be switched on", () => {
  const first = { ...usual, hidden: new Set(["references"]) };
  assert.equal(write(first, first, names), "");
  const state = { ...first, hidden: new Set() };
  assert.deepEqual(read(write(state, first, names), first, names), state);
  assert.deepEqual(read("", first, names), first);
});

test("address: of another graph it does no harm", () => {
  const text = "view=map&story=none&dates=x~y&provider=z&quality=-1&hops=9&order=best&published=2&pair=a";
  assert.deepEqual(read(text, usual, names), usual);
});

test("between two stories: the shortest way, links before topics before providers", () => {
  const ties = (story) => ({ 0: [{ story: 1, how: "before" }], 1: [{ story: 2, how: "beside" }] })[story] ?? [];
  const shares = (story) => ({ topic: story > 1 ? [0] : [], provider: [0] });
  const sharing = { topic: [[2, 3]], provider: [[0, 1, 2, 3]] };
  const steps = (to) => way(0, to, ties, sharing, shares);
  assert.deepEqual(steps(2).map(({ how }) => how), ["follows", "related"]);
  assert.deepEqual(steps(3).map(({ how }) => how), ["provider"]);
  assert.equal(way(0, 9, ties, sharing, shares), null);
});

test("names: none over another, none cut off", () => {
  const view = { left: 0, top: 0, right: 400, bottom: 300 };
  const wishes = Array.from({ length: 60 }, (_, id) => ({
    id, lines: ["a name"], x: (id * 67) % 400, y: (id * 41) % 300, r: 6, width: 60, size: 12, bold: false, inside: false, must: id < 20,
  }));
  const placed = placeNames(wishes, wishes, view);
  assert.ok(placed.length > 10);
  placed.forEach(({ box: one }, i) => {
    assert.ok(one.left >= 0 && one.right <= 400 && one.top >= 0 && one.bottom <= 300);
    for (const { box: other } of placed.slice(i + 1))
      assert.ok(one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top);
  });
});

test("words for times, and addresses that may be opened", () => {
  assert.equal(lag(35 * 60_000), "35 min");
  assert.equal(lag(1.6 * HOUR), "1.6 h");
  assert.equal(lag(3 * DAY), "3 days");
  assert.equal(roughly(180 * DAY), "6 months");
  assert.equal(span(at("2020-06-24"), at("2020-06-26")), "24 to 26 Jun 2020");
  assert.equal(safeUrl("javascript:alert(1)"), null);
  assert.equal(safeUrl("https://example.com/"), "https://example.com/");
  assert.ok(wrap("one two three four five six seven eight nine ten", 12).length <= 3);
});
