/** An element as a node of the flow. */
export interface FlowNode {
  id: string;
  readsFrom: readonly string[];
  writesTo: readonly string[];
}

/** Records pass from one element to another. */
export interface FlowLink {
  from: string;
  to: string;
}

/** The flow of one pipeline. */
export interface Flow {
  /** Ids, sources first; elements of a cycle stand where the cycle begins, by id. */
  order: readonly string[];
  /** Each link once, in flow order. */
  links: readonly FlowLink[];
  /** The ids that lie on a cycle or could only be reached through one; empty as it should be. */
  cyclic: readonly string[];
  /** Ids that an element names but that the pipeline does not have. */
  missing: readonly FlowLink[];
}

/**
 * Puts the elements of a pipeline in the order in which records pass. Both ends
 * of a link may name it. Elements that nothing orders stand by id, so the same
 * elements always give the same order. A cycle is broken at its first id and
 * told. Pure.
 */
export function flowOrder(nodes: readonly FlowNode[]): Flow {
  const ids = [...new Set(nodes.map(node => node.id))].sort();
  const { links, missing } = readLinks(nodes, new Set(ids));
  const waitsFor = new Map(ids.map(id => [id, new Set<string>()]));
  for (const { from, to } of links) waitsFor.get(to)?.add(from);

  const order: string[] = [];
  const broken: string[] = [];
  const open = new Set(ids);
  while (open.size > 0) {
    const ready = [...open].filter(id => noneOpen(waitsFor.get(id), open));
    if (ready.length === 0) {
      const first = firstOnCycle(open, waitsFor);
      broken.push(first);
      ready.push(first);
    }
    for (const id of ready) {
      order.push(id);
      open.delete(id);
    }
  }
  const place = new Map(order.map((id, index) => [id, index]));
  const rank = (id: string) => place.get(id) ?? order.length;
  return {
    order,
    links: [...links].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to)),
    cyclic: onCycles(broken, waitsFor),
    missing,
  };
}

function readLinks(nodes: readonly FlowNode[], known: ReadonlySet<string>) {
  const links = new Map<string, FlowLink>();
  const missing = new Map<string, FlowLink>();
  const add = (link: FlowLink) => {
    if (link.from === link.to) return;
    const whole = known.has(link.from) && known.has(link.to);
    (whole ? links : missing).set(`${link.from} ${link.to}`, link);
  };
  for (const node of nodes) {
    for (const from of node.readsFrom) add({ from, to: node.id });
    for (const to of node.writesTo) add({ from: node.id, to });
  }
  const byName = ([a]: [string, FlowLink], [b]: [string, FlowLink]) => (a < b ? -1 : 1);
  return { links: [...links.values()], missing: [...missing].sort(byName).map(([, link]) => link) };
}

function noneOpen(ids: ReadonlySet<string> | undefined, open: ReadonlySet<string>): boolean {
  return [...(ids ?? [])].every(id => !open.has(id));
}

/** Walks up the links until an id repeats, so that nothing merely fed by a cycle is chosen to break it. */
function firstOnCycle(open: ReadonlySet<string>, waitsFor: ReadonlyMap<string, ReadonlySet<string>>): string {
  const walked: string[] = [];
  let id = [...open][0];
  while (!walked.includes(id)) {
    walked.push(id);
    id = [...(waitsFor.get(id) ?? [])].filter(above => open.has(above)).sort()[0];
  }
  return walked.slice(walked.indexOf(id)).sort()[0];
}

function onCycles(broken: readonly string[], waitsFor: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const above = (start: string) => {
    const seen = new Set<string>();
    const stack = [...(waitsFor.get(start) ?? [])];
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      stack.push(...(waitsFor.get(id) ?? []));
    }
    return seen;
  };
  const cyclic = new Set<string>();
  for (const id of broken) {
    for (const other of above(id)) {
      if (other === id || above(other).has(id)) cyclic.add(other);
    }
  }
  return [...cyclic].sort();
}
