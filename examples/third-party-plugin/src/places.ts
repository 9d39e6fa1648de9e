import type { Column } from '@mdm/sdk';
import { z } from 'zod';

/** Two columns that say where something is, in degrees. */
export interface Place {
  /** What is left of the column names without the words for latitude and longitude: `from` of `from_lat`; `place` when nothing is. */
  readonly name: string;
  readonly latitude: Column;
  readonly longitude: Column;
}

/** A place named by its columns: `["lat", "lon"]`. */
export const placeColumns = z.tuple([z.string(), z.string()]);

const LATITUDE = /^(?:(.+)_)?lat(?:itude)?_?(\d*)(?:_(.+))?$/;
const LONGITUDE = /^(?:(.+)_)?(?:lon|lng|long|longitude)_?(\d*)(?:_(.+))?$/;

/** `pickupLatitude` -> pickup_latitude */
const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');

function placeOf(column: Column, pattern: RegExp): string | undefined {
  const match = pattern.exec(words(column.name));
  return match ? match.slice(1).filter(Boolean).join('_') || 'place' : undefined;
}

/** Places in the order of their latitude columns; of two with one name, the first. */
export function findPlaces(columns: readonly Column[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const latitude of columns) {
    const name = placeOf(latitude, LATITUDE);
    if (name === undefined || places.has(name)) continue;
    const longitude = columns.find((c) => placeOf(c, LONGITUDE) === name);
    if (longitude) places.set(name, { name, latitude, longitude });
  }
  return [...places.values()];
}

/** The place of two named columns; undefined when the table has not both of them. */
export function placeAt([latitudeName, longitudeName]: z.infer<typeof placeColumns>, columns: readonly Column[]): Place | undefined {
  const latitude = columns.find((c) => c.name === latitudeName);
  const longitude = columns.find((c) => c.name === longitudeName);
  return latitude && longitude && { name: placeOf(latitude, LATITUDE) ?? 'place', latitude, longitude };
}
