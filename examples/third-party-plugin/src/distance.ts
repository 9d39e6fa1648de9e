import { constant, defineTransformer, fn, missing, number, when, type Column, type Expr } from '@mdm/sdk';
import { z } from 'zod';
import { findPlaces, placeAt, placeColumns, type Place } from './places.ts';

/** Mean radius of the Earth, 2a + b over 3 for the WGS 84 ellipsoid, in kilometres. */
const EARTH = 6371.0088;

const schema = z.strictObject({
  from: placeColumns
    .nullable()
    .default(null)
    .describe('the two columns of one place, such as ["lat", "lon"]; found by their names when null'),
  to: placeColumns.nullable().default(null).describe('the two columns of the other place'),
  radius: z.number().positive().default(EARTH).describe('radius of the sphere in kilometres'),
  pairs: z.int().min(1).default(6).describe('number of pairs of places, in the order of the columns'),
});

/**
 * Great-circle distance between two places by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2),
 * 1984, p. 159): 2 R asin(√(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2))). Missing when a coordinate is, or when it is out of range.
 */
export const distance = defineTransformer({
  meta: {
    name: 'distance',
    version: 1,
    summary: 'Great-circle distance between two places, in kilometres',
    appliesTo: { semantic: ['numeric'], arity: 'all' },
    outputs: ['distance'],
    params: schema,
  },
  transform({ on, params }) {
    return pairsOf(on, params).map(([a, b]) => ({
      name: 'distance',
      on: [a.latitude, a.longitude, b.latitude, b.longitude],
      expr: haversine(a, b, params.radius),
      explain: `Great-circle distance from (${a.latitude.name}, ${a.longitude.name}) to (${b.latitude.name}, ${b.longitude.name}), in kilometres.`,
    }));
  },
});

function pairsOf(on: readonly Column[], { from, to, pairs }: z.infer<typeof schema>): readonly (readonly [Place, Place])[] {
  if (from && to) {
    const [a, b] = [placeAt(from, on), placeAt(to, on)];
    return a && b ? [[a, b]] : [];
  }
  const places = findPlaces(on);
  return places.flatMap((a, i) => places.slice(i + 1).map((b) => [a, b] as const)).slice(0, pairs);
}

function haversine(a: Place, b: Place, radius: number): Expr<'double'> {
  const [lat1, lat2] = [radians(a.latitude, 90), radians(b.latitude, 90)];
  const [lon1, lon2] = [radians(a.longitude, 180), radians(b.longitude, 180)];
  const square = fn.add(
    haver(fn.subtract(lat2, lat1)),
    fn.multiply(fn.multiply(fn.cos(lat1), fn.cos(lat2)), haver(fn.subtract(lon2, lon1))),
  );
  // Rounding may bring the square above 1 for opposite points.
  return fn.multiply(fn.asin(fn.least(fn.sqrt(square), constant(1))), 2 * radius);
}

/** sin²(x / 2) */
function haver(x: Expr<'double'>): Expr<'double'> {
  const sine = fn.sin(fn.divide(x, 2));
  return fn.multiply(sine, sine);
}

/** Degrees as radians; missing beyond `most`. */
const radians = (c: Column, most: number): Expr<'double'> =>
  when([[fn.le(fn.abs(number(c)), most), fn.multiply(number(c), Math.PI / 180)]], missing('double'));
