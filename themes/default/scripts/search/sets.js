// Items and their terms as sets: which Items have one of the chosen terms of each facet, and how many
// of them every term has. Lists of numbers and bits only, so that 100,000 Items take milliseconds.

const REGIONS = 1;

/**
 * @typedef {object} Facet
 * @property {string[]} names terms, those with most Items first
 * @property {Uint32Array[]} items for each term the numbers of its Items, rising
 */

export class Sets {
  /**
   * @param {number} n how many Items
   * @param {[string, number[]][][]} facets terms and their Items, by facet
   */
  constructor(n, facets) {
    this.n = n;
    this.words = Math.ceil(n / 32);
    this.facets = facets.map((terms, at) => sorted(at === REGIONS ? withParents(terms) : new Map(terms)));
  }

  /**
   * Items that have a chosen term of every facet in which any is chosen.
   * @param {Set<string>[]} chosen names of terms, by facet
   * @returns {{ total: number, bits: Uint32Array, counts: Uint32Array[] }} `counts`: for each term how
   *   many Items it would leave, were it the only one chosen of its facet
   */
  filter(chosen) {
    const unions = this.facets.map((facet, at) => (chosen[at].size ? this.union(facet, chosen[at]) : null));
    const bits = this.cut(unions);
    const counts = this.facets.map((facet, at) => {
      const others = unions[at] ? this.cut(unions.map((union, i) => (i === at ? null : union))) : bits;
      return Uint32Array.from(facet.items, (items) => within(items, others));
    });
    return { total: size(bits), bits, counts };
  }

  /**
   * Numbers of the Items in a set, the highest first.
   * @param {Uint32Array} bits
   * @param {number} from
   * @param {number} to
   */
  numbers(bits, from, to) {
    const found = [];
    let at = 0;
    for (let word = this.words - 1; word >= 0 && at < to; word -= 1) {
      for (let rest = bits[word]; rest !== 0 && at < to; at += 1) {
        const bit = 31 - Math.clz32(rest);
        rest = (rest & ~(1 << bit)) >>> 0;
        if (at >= from) found.push(word * 32 + bit);
      }
    }
    return found;
  }

  union(facet, names) {
    const bits = new Uint32Array(this.words);
    facet.names.forEach((name, term) => {
      if (names.has(name)) for (const number of facet.items[term]) bits[number >>> 5] |= 1 << (number & 31);
    });
    return bits;
  }

  cut(unions) {
    const bits = new Uint32Array(this.words).fill(0xffffffff);
    if (this.n % 32 !== 0) bits[this.words - 1] = 2 ** (this.n % 32) - 1;
    for (const union of unions) {
      if (union) for (let word = 0; word < bits.length; word += 1) bits[word] &= union[word];
    }
    return bits;
  }
}

/** How many Items of a list are in a set. */
function within(items, bits) {
  let n = 0;
  for (let i = 0; i < items.length; i += 1) n += (bits[items[i] >>> 5] >>> (items[i] & 31)) & 1;
  return n;
}

function size(bits) {
  let n = 0;
  for (let rest of bits) for (; rest !== 0; rest = (rest & (rest - 1)) >>> 0) n += 1;
  return n;
}

/** A city's Items are its province's too, each once. */
function withParents(terms) {
  const all = new Map();
  for (const [path, items] of terms) {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const name = path.slice(0, end);
      if (!all.has(name)) all.set(name, new Set());
      for (const number of items) all.get(name).add(number);
    }
  }
  return new Map([...all].map(([name, items]) => [name, [...items].sort((a, b) => a - b)]));
}

function sorted(terms) {
  const order = [...terms].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return { names: order.map(([name]) => name), items: order.map(([, items]) => Uint32Array.from(items)) };
}
