// The values that pass between the modules of the page. All numbers are rows of columns: a story,
// an article, a provider, a topic and a line (storyline) each count from 0.

/** What the reader chose; `other` is the second of a pair. */
export interface Choice {
  kind: "story" | "article" | "line" | "provider" | "topic" | "loose" | "undated" | "pair" | "between";
  id: number;
  other?: number;
}

export type View = "threads" | "network" | "providers";
export type Order = "most" | "newest" | "longest";

/** Everything that an action can change, and every view follows. Times are in milliseconds. */
export interface State {
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
export interface Part {
  from: number;
  to: number;
  n: number;
  x0: number;
  x1: number;
}

export interface Scale {
  x(time: number): number;
  time(x: number): number;
  parts: Part[];
}

export interface Tick {
  time: number;
  text: string;
  strong: boolean;
}

/** A dot: where it stands on the axis, how far above or below its row, and its radius. */
export type Bead = [x: number, dy: number, r: number];

/** A story, or an article of none, on the chart. `key` is its story, or the article beyond all stories. */
export interface Item {
  key: number;
  label: string;
  /** Articles on the chart: a range of numbers. */
  start: number;
  end: number;
  hits: number;
  note: string;
  big: boolean;
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

export interface Lane {
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

export interface Box {
  w: number;
  h: number;
  gutter: number;
  phone: boolean;
  row: number;
}

/** What is to be drawn of the chart. `near` are items on the screen or almost, `chosen` a key or -1. */
export interface Scene {
  box: Box;
  scale: Scale;
  ticks: Tick[];
  lanes: Lane[];
  at: Map<number, Item>;
  near: Item[];
  top: number;
  chosen: number;
}

export type Kind = "story" | "article" | "provider" | "topic";
export type EdgeKind = "about" | "published by" | "part of" | "related" | "follows" | "references" | "translation";

/** A node of the network: `index` is the row of its columns, `id` its number among all nodes. */
export interface Node {
  id: number;
  kind: Kind;
  index: number;
  x: number;
  y: number;
  r: number;
}

export interface Edge {
  from: number;
  to: number;
  kind: EdgeKind;
}

export interface Network {
  nodes: Node[];
  edges: Edge[];
  note: string;
  centre?: number;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A name that wants to stand at a node, in pixels; one that `must` may cover other nodes. */
export interface Wish {
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

export interface Name extends Wish {
  box: Rect;
}
