/** An object of Kubernetes, by its uid. */
type Seen = { metadata: { uid: string } };

/** The look at which each of the objects that are still there was seen first. */
export class FirstSeen {
  private looks = 0;
  private readonly first = new Map<string, number>();

  /** Counts one look, at which these are there. */
  look(objects: readonly Seen[]): void {
    this.looks += 1;
    const present = new Set(objects.map(({ metadata }) => metadata.uid));
    for (const uid of this.first.keys())
      if (!present.has(uid)) this.first.delete(uid);
    for (const uid of present)
      if (!this.first.has(uid)) this.first.set(uid, this.looks);
  }

  /** The number of that look; now where it is not there. */
  of({ metadata }: Seen): number {
    return this.first.get(metadata.uid) ?? this.looks;
  }
}
