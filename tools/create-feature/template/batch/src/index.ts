import { definePlugin } from '@mdm/sdk';
import { graphemes } from './graphemes.ts';

export default definePlugin({ namespace: '{{namespace}}', transformers: [graphemes] });
