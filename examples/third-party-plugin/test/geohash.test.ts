import { checkTransformer } from '@mdm/sdk/testing';
import { geohash } from '../src/geohash.ts';

const columns = { lat: 'numeric', lon: 'numeric' } as const;
const at = (lat: number | null, lon: number | null) => ({ lat, lon });

// The first two are the examples of https://en.wikipedia.org/wiki/Geohash; the others were made by interleaving bits in Python.
const rows = [at(57.64911, 10.40744), at(42.605, -5.603), at(-33.8688, 151.2093), at(0, 0), at(90, 180), at(-90, -180), at(null, 0)];

checkTransformer(geohash, {
  cases: [
    {
      name: 'known places, the corners of the map and a gap; other rows later',
      columns,
      rows,
      expect: { geohash__place_cell: ['u4pruy', 'ezs42s', 'r3gx2f', 's00000', 'zzzzzz', '000000', null] },
      exactly: true,
      test: [at(48.8566, 2.3522), at(52.52, null)],
      expectTest: { geohash__place_cell: ['u09tvw', null] },
    },
    {
      name: 'eleven characters',
      columns,
      rows,
      params: { precision: 11 },
      expect: {
        geohash__place_cell: ['u4pruydqqvj', 'ezs42s000es', 'r3gx2f77bn4', 's0000000000', 'zzzzzzzzzzz', '00000000000', null],
      },
    },
    {
      name: 'columns by their names, out of range',
      columns: { a: 'numeric', b: 'numeric', x: 'numeric' },
      rows: [
        { a: 51.5074, b: -0.1278, x: 1 },
        { a: 90.1, b: 0, x: 2 },
        { a: 0, b: -181, x: 3 },
      ],
      params: { at: ['a', 'b'], precision: 5 },
      expect: { geohash__place_cell: ['gcpvj', null, null] },
      exactly: true,
    },
    {
      name: 'two places',
      columns: { from_lat: 'numeric', from_lon: 'numeric', to_lat: 'numeric', to_lon: 'numeric' },
      rows: [{ from_lat: 52.52, from_lon: 13.405, to_lat: 48.8566, to_lon: 2.3522 }],
      expect: { geohash__from_cell: ['u33dc0'], geohash__to_cell: ['u09tvw'] },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'a latitude alone', columns: { lat: 'numeric', x: 'numeric' }, rows: [{ lat: 1, x: 2 }] },
    { name: 'other numbers', columns: { price: 'numeric', weight: 'numeric' }, rows: [{ price: 1, weight: 2 }] },
  ],
});
