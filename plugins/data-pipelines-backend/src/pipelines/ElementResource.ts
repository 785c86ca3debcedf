/** What a policy may decide on: an element by the pipeline, owner and place it has. */
export interface ElementResource {
  pipeline: string;
  /** Entity reference; absent when nobody is named, and then nobody owns it. */
  owner?: string;
  cluster: string;
  namespace: string;
}
