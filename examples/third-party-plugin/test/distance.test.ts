import { checkTransformer } from '@mdm/sdk/testing';
import { distance } from '../src/distance.ts';

const columns = { from_lat: 'numeric', from_lon: 'numeric', to_lat: 'numeric', to_lon: 'numeric' } as const;
const trip = (from_lat: number | null, from_lon: number | null, to_lat: number | null, to_lon: number | null) => ({
  from_lat,
  from_lon,
  to_lat,
  to_lon,
});
const feature = 'from_lat__from_lon__to_lat__to_lon__distance';

// Expected values by another formula (Vincenty's for a sphere) in Python; a half meridian is 6371.0088 π.
checkTransformer(distance, {
  cases: [
    {
      name: 'cities, and a gap; other rows later',
      columns,
      rows: [
        trip(52.52, 13.405, 48.8566, 2.3522), // Berlin, Paris
        trip(-33.8688, 151.2093, 51.5074, -0.1278), // Sydney, London
        trip(40.7128, -74.006, 35.6762, 139.6503), // New York, Tokyo
        trip(52.52, null, 48.8566, 2.3522),
      ],
      expect: { [feature]: [877.4645379215092, 16993.956932816534, 10851.747837814115, null] },
      exactly: true,
      test: [trip(0, 179.5, 0, -179.5), trip(null, null, null, null)],
      expectTest: { [feature]: [111.19508023353322, null] },
    },
    {
      name: 'opposite points, the poles, one place twice, out of range',
      columns,
      rows: [trip(0, 0, 0, 180), trip(90, 0, -90, 0), trip(10, 20, 10, 20), trip(91, 0, 0, 0), trip(0, 0, 0, -180.5)],
      expect: { [feature]: [20015.114442035923, 20015.114442035923, 0, null, null] },
    },
    {
      // The example of https://rosettacode.org/wiki/Haversine_formula: Nashville to Los Angeles.
      name: 'columns and radius as parameters',
      columns: { a: 'numeric', b: 'numeric', c: 'numeric', d: 'numeric' },
      rows: [{ a: 36.12, b: -86.67, c: 33.94, d: -118.4 }],
      params: { from: ['a', 'b'], to: ['c', 'd'], radius: 6372.8 },
      expect: { a__b__c__d__distance: [2887.259950607111] },
      exactly: true,
    },
    {
      name: 'three places make three pairs, of which two are wanted',
      columns: { lat1: 'numeric', lng1: 'numeric', lat2: 'numeric', lng2: 'numeric', homeLatitude: 'numeric', homeLongitude: 'numeric' },
      rows: [{ lat1: 0, lng1: 0, lat2: 0, lng2: 180, homeLatitude: 90, homeLongitude: 0 }],
      params: { pairs: 2 },
      expect: {
        lat1__lng1__lat2__lng2__distance: [20015.114442035923],
        lat1__lng1__homeLatitude__homeLongitude__distance: [10007.557221017962],
      },
      exactly: true,
    },
  ],
  rejects: [
    { name: 'one place', columns: { lat: 'numeric', lon: 'numeric' }, rows: [{ lat: 1, lon: 2 }] },
    { name: 'latitudes alone', columns: { from_lat: 'numeric', to_lat: 'numeric' }, rows: [{ from_lat: 1, to_lat: 2 }] },
    { name: 'places in words', columns: { from_lat: 'text', from_lon: 'text' }, rows: [{ from_lat: 'north', from_lon: 'east' }] },
  ],
});
