import { defineBatchTransformer, type Column } from '@mdm/sdk';
import { z } from 'zod';
import { findPlaces, placeAt, placeColumns, type Place } from './places.ts';

const DIGITS = '0123456789bcdefghjkmnpqrstuvwxyz';

const schema = z.strictObject({
  at: placeColumns.nullable().default(null).describe('the two columns of a place, such as ["lat", "lon"]; found by their names when null'),
  precision: z.int().min(1).max(12).default(6).describe('number of characters; 6 is a cell of about 1.2 by 0.6 kilometres at the equator'),
});

/**
 * The geohash of a place (G. Niemeyer, geohash.org, 2008): latitude and longitude halved in turn, five halvings to a character. Missing
 * when a coordinate is, or when it is out of range.
 */
export const geohash = defineBatchTransformer({
  meta: {
    name: 'geohash',
    version: 1,
    summary: 'Geohash of a place: nearby places begin with the same letters',
    appliesTo: { semantic: ['numeric'], arity: 'all' },
    outputs: ['{place}_cell'],
    params: schema,
  },
  reason:
    'A geohash is found by halving an interval again and again and writing the answers in a base of its own, a loop that no expression has.',
  outputs: ({ on, params }) =>
    placesOf(on, params).map((p) => ({
      name: outputOf(p),
      type: 'text',
      explain: `Geohash of (${p.latitude.name}, ${p.longitude.name}), ${params.precision} characters.`,
    })),
  run(batch, { on, params }, arrow) {
    const made = placesOf(on, params).map((place) => {
      const [lat, lon] = [batch.getChild(place.latitude.name), batch.getChild(place.longitude.name)];
      const hashes = Array.from({ length: batch.numRows }, (_, i) => hashOf(lat?.get(i), lon?.get(i), params.precision));
      return [outputOf(place), arrow.vectorFromArray(hashes, new arrow.Utf8())] as const;
    });
    return Object.fromEntries(made);
  },
});

const outputOf = (place: Place): string => `${place.name}_cell`;

const placesOf = (on: readonly Column[], { at }: z.infer<typeof schema>) => {
  if (!at) return findPlaces(on);
  const place = placeAt(at, on);
  return place ? [place] : [];
};

function hashOf(latitude: unknown, longitude: unknown, precision: number): string | null {
  const [lat, lon] = [degrees(latitude), degrees(longitude)];
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180)) return null;
  const east = { value: lon, low: -180, high: 180 };
  const north = { value: lat, low: -90, high: 90 };
  let text = '';
  for (let digit = 0, bit = 0; text.length < precision; bit++) {
    const range = bit % 2 === 0 ? east : north;
    const middle = (range.low + range.high) / 2;
    const upper = range.value >= middle;
    if (upper) range.low = middle;
    else range.high = middle;
    digit = digit * 2 + Number(upper);
    if (bit % 5 === 4) {
      text += DIGITS[digit];
      digit = 0;
    }
  }
  return text;
}

/** NaN, which is in no range, for what is missing. Whole numbers of 64 bits arrive as bigint. */
const degrees = (value: unknown): number => (value === null || value === undefined ? Number.NaN : Number(value));
