import { definePlugin } from '@mdm/sdk';
import { deviation } from './deviation.ts';

export default definePlugin({ namespace: '{{namespace}}', transformers: [deviation] });
