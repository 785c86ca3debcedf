/** Remembers which process ran on which volume, so that a start between two looks is noticed. */
export class Incarnations<K> {
  private known = new Map<K, string>();

  /**
   * Which of the nodes have been started anew since the last look, and whether
   * all of them have: then nobody is left who knows more than the files.
   */
  look(nodes: readonly { id: K; incarnation: string }[]): {
    restarted: Set<K>;
    allRestarted: boolean;
  } {
    const before = this.known;
    this.known = new Map(nodes.map(({ id, incarnation }) => [id, incarnation]));
    const restarted = new Set(
      nodes
        .filter(
          ({ id, incarnation }) =>
            before.size > 0 && before.get(id) !== incarnation,
        )
        .map(({ id }) => id),
    );
    const stayed = nodes.some(
      ({ id, incarnation }) => before.get(id) === incarnation,
    );
    // Nodes that are gone are remembered: when they come back they have been started anew.
    for (const [id, incarnation] of before)
      if (!this.known.has(id)) this.known.set(id, incarnation);
    return {
      restarted,
      allRestarted: before.size > 0 && nodes.length > 0 && !stayed,
    };
  }
}
