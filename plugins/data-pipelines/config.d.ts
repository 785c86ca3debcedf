/** Configuration of the Data pipelines pages. */
export interface Config {
  dataPipelines?: {
    /** Whom to ask where a permission is missing; shown beside the permission's name. */
    permissionContact?: {
      /**
       * Text to show, e.g. "#data-platform" or "the data platform team".
       * @visibility frontend
       */
      text: string;
      /**
       * Where the text leads; without it the text stands alone.
       * @visibility frontend
       */
      url?: string;
    };
  };
}
