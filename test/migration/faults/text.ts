import { value, type Fault } from './fault.js';

const space = '\\x{09}-\\x{0d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}';
const letters = '\\p{L}\\p{N}_';
const t = `coalesce(x, '')`;
const count = (pattern: string, of = t): string => `len(regexp_extract_all(${of}, '${pattern}'))`;
const list = (of: string): string => `regexp_extract_all(${of}, '[^${space}]+')`;
const flag = (expression: string): string => `(${expression})::BIGINT`;

const text =
  (feature: string, right: string, on = 'edge_cases', of = 'text') =>
  (what: string, wrong: string): Fault =>
    value(`${feature}: ${what}`, on, `${of}_${feature}`, of, right, wrong);

const length = text('length', `length(${t})`);
const words = text('word_count', `len(${list(t)})`);
const mean = text('avg_word_length', `coalesce(list_avg(list_transform(${list(t)}, lambda w: length(w))), 0)`);
const [uppercase, lowercase] = [text('n_uppercase', count('[A-Z]')), text('n_lowercase', count('[a-z]'))];
const [digits, spaces] = [text('n_digits', count('\\p{Nd}'), 'wide', 'note'), text('n_spaces', count(`[${space}]`))];
const special = text('n_special', count(`[^A-Za-z0-9${space}]`));
const hasDigits = text('has_digits', flag(`${count('\\p{Nd}')} > 0`));
const isUpper = text('is_upper', flag(`${count('\\p{Lu}')} > 0 AND ${count('[\\p{Ll}\\p{Lt}]')} = 0`));
const isLower = text('is_lower', flag(`${count('[\\p{Ll}ªº]')} > 0 AND ${count('[\\p{Lu}\\p{Lt}]')} = 0`), 'edge_cases', 'shout');
const unique = text('unique_word_count', `len(list_distinct(${list(`lower(${t})`)}))`, 'movies', 'Title');
const uniqueRatio = text(
  'unique_word_ratio',
  `len(list_distinct(${list(`lower(${t})`)})) / greatest(len(${list(t)}), 1)`,
  'movies',
  'Title',
);
const urls = text('n_urls', count('https?://[!\\x{24}-\\x{5f}a-z]+'));
const emails = text('n_emails', count(`[${letters}.\\-]+@[${letters}.\\-]+\\.[${letters}]+`));
const [hashtags, mentions] = [text('n_hashtags', count(`#[${letters}]+`), 'wide', 'note'), text('n_mentions', count(`@[${letters}]+`))];

export const texts: readonly Fault[] = [
  length('bytes', `strlen(${t})`),
  length('null is nan', `length(coalesce(x, 'nan'))`),
  length('null stays null', 'length(x)'),
  length('without the spaces at the ends', `length(trim(${t}))`),
  length('in composed letters', `length(nfc_normalize(replace(${t}, 'é', 'e\u0301')))  + len(regexp_extract_all(${t}, '\\p{Han}'))`),
  words('by single spaces', `len(string_split(${t}, ' '))`),
  words('by ASCII white space', `len(regexp_extract_all(${t}, '\\S+'))`),
  words('runs of letters', count(`[${letters}]+`)),
  words('null has one', `len(${list(`coalesce(x, 'nan')`)})`),
  mean('characters by words', `length(${t}) / greatest(len(${list(t)}), 1)`),
  mean('null without words', `list_avg(list_transform(${list(t)}, lambda w: length(w)))`),
  mean('bytes', `coalesce(list_avg(list_transform(${list(t)}, lambda w: strlen(w))), 0)`),
  mean('median', `coalesce(list_median(list_transform(${list(t)}, lambda w: length(w))), 0)`),
  uppercase('of every script', count('\\p{Lu}')),
  lowercase('of every script', count('\\p{Ll}')),
  digits('every number', count('\\p{N}')),
  digits('ASCII only', count('[0-9]')),
  digits('groups of digits', count('\\p{Nd}+')),
  spaces('single spaces only', count(' ')),
  spaces('ASCII only', count('\\s')),
  special('without accented letters', count(`[^\\p{L}\\p{N}${space}]`)),
  special('with white space', count('[^A-Za-z0-9]')),
  special('ASCII punctuation', count('[[:punct:]]')),
  hasDigits('more than one', flag(`${count('\\p{Nd}')} > 1`)),
  hasDigits('the count', count('\\p{Nd}')),
  isUpper('ASCII only', flag(`${count('[A-Z]')} > 0 AND ${count('[a-z]')} = 0`)),
  isUpper('equal to its capitals', flag(`${t} = upper(${t})`)),
  isUpper('letters only', flag(`regexp_full_match(${t}, '\\p{Lu}+')`)),
  isLower('ASCII only', flag(`${count('[a-z]')} > 0 AND ${count('[A-Z]')} = 0`)),
  isLower('equal to its small letters', flag(`${t} = lower(${t})`)),
  unique('case-sensitive', `len(list_distinct(${list(t)}))`),
  unique('all words', `len(${list(t)})`),
  unique('letters only', `len(list_distinct(regexp_extract_all(lower(${t}), '[${letters}]+')))`),
  uniqueRatio('case-sensitive', `len(list_distinct(${list(t)})) / greatest(len(${list(t)}), 1)`),
  uniqueRatio('null without words', `len(list_distinct(${list(`lower(x)`)})) / nullif(len(${list(t)}), 0)`),
  urls('https only', count('https://[!\\x{24}-\\x{5f}a-z]+')),
  urls('each ://', count('://')),
  urls('texts with one', flag(`${count('https?://')} > 0`)),
  emails('an at sign', count('@')),
  emails('with a space after', count(`[${letters}.\\-]+@[${letters}.\\-]+\\.[${letters}]+ `)),
  emails('texts with one', flag(`${count(`[${letters}.\\-]+@[${letters}.\\-]+\\.[${letters}]+`)} > 0`)),
  hashtags('a number sign', count('#')),
  hashtags('ASCII only', count('#\\w+')),
  hashtags('up to a space', count('#\\S+')),
  mentions('not in e-mail addresses', count(`(?:^|[^${letters}])@[${letters}]+`)),
  mentions('an e-mail address is none, and none after it', count('^@')),
];
