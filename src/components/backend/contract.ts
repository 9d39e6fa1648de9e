/** To be written by the owner of this component. */
export interface OldStorage {
  readonly version: string;
}
