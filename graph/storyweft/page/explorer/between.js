// What lies between two stories: the shortest way through links, topics and providers.

/** How far apart two stories are that one kind of step leads between. */
const COSTS = { follows: 1, related: 1.2, topic: 2.5, provider: 4 };
/** Costs are compared to so many parts of one. */
const PARTS = 10;

/**
 * Return the steps of the shortest way from one story to another, or null if there is none.
 * Topics and providers that many stories share say less, and cost more.
 * @param {number} from @param {number} to
 * @param {(story: number) => Tie[]} ties @param {Record<Shared, number[][]>} sharing stories of each
 * @param {(story: number) => Record<Shared, Iterable<number>>} shares
 * @returns {?Step[]}
 */
export function way(from, to, ties, sharing, shares) {
  /** @type {Map<number, {cost: number, before: number, step: ?Step}>} */
  const reached = new Map([[from, { cost: 0, before: -1, step: null }]]);
  const crossed = new Set();
  /** Stories to go on from, by their cost. @type {number[][]} */
  const fronts = [[from]];
  const reach = (before, step, more) => {
    const cost = reached.get(before).cost + Math.round(more * PARTS);
    if (reached.get(step.story)?.cost <= cost) return;
    reached.set(step.story, { cost, before, step });
    fronts[cost] ??= [];
    fronts[cost].push(step.story);
  };
  const cross = (story, /** @type {Shared} */ how) => {
    for (const shared of shares(story)[how]) {
      // Whoever comes here first comes cheapest: each is crossed once.
      if (crossed.has(`${how} ${shared}`)) continue;
      crossed.add(`${how} ${shared}`);
      const stories = sharing[how][shared] ?? [];
      const cost = COSTS[how] + Math.log10(Math.max(1, stories.length));
      for (const other of stories) reach(story, { story: other, how, shared }, cost);
    }
  };
  for (let cost = 0; cost < fronts.length; cost++) {
    for (const story of fronts[cost] ?? []) {
      if (reached.get(story).cost < cost) continue;
      if (story === to) return steps(reached, to);
      for (const { story: other, how: tie } of ties(story)) {
        const how = tie === "beside" ? "related" : "follows";
        reach(story, { story: other, how }, COSTS[how]);
      }
      cross(story, "topic");
      cross(story, "provider");
    }
  }
  return null;
}

function steps(reached, /** @type {number} */ to) {
  const list = [];
  for (let at = to; reached.get(at).step; at = reached.get(at).before) list.unshift(reached.get(at).step);
  return list;
}
