// What lies between two stories: the shortest way through links, topics and providers.

/** How far apart two stories are that one kind of step leads between. */
export const COSTS = { follows: 1, related: 1.2, topic: 2.5, provider: 4 };

/**
 * @typedef {object} Step
 * @property {number} story where it leads
 * @property {"follows" | "related" | "topic" | "provider"} how
 * @property {number} [shared] the topic or provider that both have
 */

/**
 * Return the steps of the shortest way from one story to another, or null if there is none.
 * Topics and providers that many stories share say less, and cost more.
 * @param {number} from @param {number} to
 * @param {(story: number) => {story: number, follows: boolean}[]} ties
 * @param {{topic: Map<number, number[]>, provider: Map<number, number[]>}} sharing stories of each
 * @param {(story: number) => {topic: Iterable<number>, provider: Iterable<number>}} shares
 * @returns {?Step[]}
 */
export function way(from, to, ties, sharing, shares) {
  /** @type {Map<number, {cost: number, before: number, step: ?Step}>} */
  const reached = new Map([[from, { cost: 0, before: -1, step: null }]]);
  const settled = new Set();
  const crossed = { topic: new Set(), provider: new Set() };
  const heap = [{ cost: 0, story: from }];
  const reach = (/** @type {number} */ before, /** @type {Step} */ step, /** @type {number} */ cost) => {
    const old = reached.get(step.story);
    if (settled.has(step.story) || (old && old.cost <= cost)) return;
    reached.set(step.story, { cost, before, step });
    push(heap, { cost, story: step.story });
  };
  const cross = (/** @type {number} */ story, /** @type {number} */ cost, /** @type {"topic" | "provider"} */ how) => {
    for (const shared of shares(story)[how]) {
      // Whoever comes here first comes cheapest: each is crossed once.
      if (crossed[how].has(shared)) continue;
      crossed[how].add(shared);
      const stories = sharing[how].get(shared) ?? [];
      const more = COSTS[how] + Math.log10(Math.max(1, stories.length));
      for (const other of stories) reach(story, { story: other, how, shared }, cost + more);
    }
  };
  for (let next = pop(heap); next; next = pop(heap)) {
    const { story, cost } = next;
    if (settled.has(story)) continue;
    settled.add(story);
    if (story === to) return steps(reached, to);
    for (const { story: other, follows } of ties(story)) {
      const how = follows ? "follows" : "related";
      reach(story, { story: other, how }, cost + COSTS[how]);
    }
    for (const how of /** @type {const} */ (["topic", "provider"])) cross(story, cost, how);
  }
  return null;
}

function steps(reached, /** @type {number} */ to) {
  const list = [];
  for (let at = to; reached.get(at).step; at = reached.get(at).before) list.unshift(reached.get(at).step);
  return list;
}

function push(heap, entry) {
  let at = heap.push(entry) - 1;
  while (at > 0 && heap[(at - 1) >> 1].cost > entry.cost) {
    heap[at] = heap[(at - 1) >> 1];
    at = (at - 1) >> 1;
  }
  heap[at] = entry;
}

function pop(heap) {
  if (!heap.length) return null;
  const top = heap[0];
  const last = heap.pop();
  if (!heap.length) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && heap[child + 1].cost < heap[child].cost) child++;
    if (heap[child].cost >= last.cost) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = last;
  return top;
}
