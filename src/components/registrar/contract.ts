/** To be written by the owner of this component. */
export interface OldRegistrar {
  readonly version: string;
}
