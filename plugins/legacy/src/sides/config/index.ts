import type { OldConfig } from './contract.js';
import { placeOfVariable, valueOfText } from './environment.js';
import { MODEL } from './model.js';
import { read } from './read.js';

const config: OldConfig = {
  version: '1.0.6',
  keys: Object.keys(MODEL),
  keyOfVariable: (name) => {
    const key = placeOfVariable(name)?.join('.');
    return key !== undefined && Object.hasOwn(MODEL, key) ? key : undefined;
  },
  valueOfText,
  read,
};

export default config;
