// The values that pass between the modules of the page, by names that all of them know. All numbers are rows of columns: a story,
// an article, a provider, a topic and a line (storyline) each count from 0.

/** What the reader chose; `other` is the second of a pair. */
interface Choice {
  kind: "story" | "article" | "line" | "provider" | "topic" | "loose" | "undated" | "pair" | "between";
  id: number;
  other?: number;
}

type View = "threads" | "network" | "providers";
type Order = "most" | "newest" | "longest";

/** Everything that an action can change, and every view follows. Times are in milliseconds. */
interface State {
  view: View;
  from: number;
  to: number;
  /** What the strip of bars spans; null if nothing has a date. */
  extent: [number, number] | null;
  query: string;
  provider: Set<number>;
  topic: Set<number>;
  type: Set<number>;
  flag: number | null;
  quality: number;
  choice: Choice | null;
  /** Lanes that show all of their stories. */
  open: Set<number>;
  folds: boolean;
  order: Order;
  hops: number;
  /** Kinds of nodes that the network leaves out. */
  hidden: Set<string>;
}

/** A stretch of time that is drawn to one measure, between two that are folded. */
interface Part {
  from: number;
  to: number;
  n: number;
  x0: number;
  x1: number;
}

interface Scale {
  x(time: number): number;
  time(x: number): number;
  parts: Part[];
}

interface Tick {
  time: number;
  text: string;
  strong: boolean;
}

/** A dot: where it stands on the axis, how far above or below its row, and its radius. */
type Bead = [x: number, dy: number, r: number];

/** A story, or an article of none, on the chart. `key` is its story, or the article beyond all stories. */
interface Item {
  key: number;
  label: string;
  /** Articles on the chart: a range of numbers. */
  start: number;
  end: number;
  hits: number;
  note: string;
  big: boolean;
  /** Its first dot is the article that was first, for sure. */
  isFirst: boolean;
  x0: number;
  x1: number;
  left: number;
  width: number;
  from: number;
  to: number;
  row: number;
  y: number;
  bare: boolean;
  beads: Bead[];
}

interface Lane {
  key: number;
  kind: "line" | "alone" | "loose" | "list" | "undated";
  title: string;
  y: number;
  height: number;
  n: number;
  stories: number;
  left: number;
  /** Stories or articles that are listed, not drawn. */
  list?: number[];
}

/** What is to be placed as a lane. */
interface Plan {
  key: number;
  kind: Lane["kind"];
  title: string;
  n: number;
  first: number;
  last: number;
  list: any[];
}

/** What may have a row: a range of articles, of which so many match. */
interface Candidate {
  key: number;
  start: number;
  end: number;
  hits: number;
}

interface Box {
  w: number;
  h: number;
  gutter: number;
  phone: boolean;
  row: number;
}

/** What is to be drawn of the chart. `near` are items on the screen or almost, `chosen` a key or -1. */
interface Scene {
  box: Box;
  scale: Scale;
  ticks: Tick[];
  lanes: Lane[];
  at: Map<number, Item>;
  near: Item[];
  top: number;
  chosen: number;
}

type Kind = "story" | "article" | "provider" | "topic";
type EdgeKind = "about" | "published by" | "part of" | "related" | "follows" | "references" | "translation";

/** A node of the network: `index` is the row of its columns, `id` its number among all nodes. */
interface NetNode {
  id: number;
  kind: Kind;
  index: number;
  x: number;
  y: number;
  r: number;
}

interface Edge {
  from: number;
  to: number;
  kind: EdgeKind;
}

interface Network {
  nodes: NetNode[];
  edges: Edge[];
  note: string;
  centre?: number;
}

interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name that wants to stand at a node, in pixels; one that `must` may cover other nodes. */
interface Wish {
  id: number;
  lines: string[];
  x: number;
  y: number;
  r: number;
  width: number;
  size: number;
  bold: boolean;
  must: boolean;
}

interface Name extends Wish {
  box: Rect;
}

/** How a story stands to another. */
interface Tie {
  story: number;
  how: "after" | "before" | "beside";
  weight: number;
}

type EdgeColumns = "links" | "references" | "translations";

/** An edge between articles; `rank` is 0 where edges have none. */
interface Join {
  source: number;
  target: number;
  rank: number;
}

interface Edges {
  all: Join[];
  from: Map<number, Join[]>;
  to: Map<number, Join[]>;
}

type Shared = "topic" | "provider";

/** A step between two stories: where it leads, by what both have. */
interface Step {
  story: number;
  how: "follows" | "related" | Shared;
  shared?: number;
}
