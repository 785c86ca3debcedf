/** Configuration of this portal. */
export interface Config {
  app?: {
    /**
     * True in the demo: signs users in without a form and lets them switch.
     * @visibility frontend
     */
    demo?: boolean;
  };
}
