import { definePlugin } from '@mdm/sdk';
import { distance } from './distance.ts';
import { geohash } from './geohash.ts';

export default definePlugin({ namespace: 'geo', transformers: [distance, geohash] });
