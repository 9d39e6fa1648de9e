/** To be written by the owner of this component. */
export interface OldConfig {
  readonly version: string;
}
