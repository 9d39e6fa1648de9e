/** Words of keys that were put together again after the name of a variable had been split at every underscore. */
const JOINED = [
  'feature_engineering',
  'default_backend',
  'batch_size',
  'connection_timeout',
  'show_progress',
  'datasets_path',
  'configs_path',
  'logs_path',
  'custom_features_path',
  'n_bins',
].map((word) => word.split('_'));

const PREFIX = 'MDM_';

/** The place of a variable: `MDM_PERFORMANCE_BATCH_SIZE` is `performance.batch_size`. Undefined: it is none of MDM's. */
export function placeOfVariable(name: string): readonly string[] | undefined {
  if (!name.startsWith(PREFIX) || name === PREFIX) return undefined;
  const parts = name.slice(PREFIX.length).toLowerCase().split('_');
  const place: string[] = [];
  for (let at = 0; at < parts.length;) {
    const word = JOINED.find((words) => words.every((one, i) => parts[at + i] === one)) ?? [parts[at]!];
    place.push(word.join('_'));
    at += word.length;
  }
  return place;
}

/** The value of a text: true or false, a list by commas, a whole number, a number, or the text. */
export function valueOfText(text: string): unknown {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (text.includes(',')) return text.split(',').map((part) => numberOf(part.trim()));
  return numberOf(text);
}

const DIGITS = String.raw`\d+(?:_\d+)*`;
const NUMBER = new RegExp(String.raw`^\s*[+-]?(?:${DIGITS}\.?(?:${DIGITS})?|\.${DIGITS})(?:e[+-]?${DIGITS})?\s*$`, 'i');

/** The number that Python reads in a text, where `1_000` is one; else the text. */
export const numberOf = (text: string): number | string => (NUMBER.test(text) ? Number(text.replaceAll('_', '')) : text);
