import { checkTransformer } from '@mdm/sdk/testing';
import { text } from '../src/text.js';

const s = (values: readonly (string | null)[]) => values.map((s) => ({ s }));

checkTransformer(text, {
  cases: [
    {
      name: 'words, scripts, addresses and white space of all kinds',
      columns: { s: 'text' },
      rows: s(['Hello World', null, 'ÉCOLE 42 #tag @me', 'a.b@c.org see https://x.org/q?a=b', 'Ça ça ΟΔΟΣ οδος', '\u001c\u00a0x\ufeffy ½']),
      expect: {
        s__length: [11, 0, 17, 33, 15, 7],
        s__word_count: [2, 0, 4, 3, 4, 2],
        s__avg_word_length: [5, 0, 3.5, 10.333333333333334, 3, 2],
        s__n_uppercase: [2, 0, 4, 0, 0, 0],
        s__n_lowercase: [8, 0, 5, 21, 2, 2],
        s__n_digits: [0, 0, 2, 0, 0, 0],
        s__n_spaces: [1, 0, 3, 2, 3, 3],
        s__n_special: [0, 0, 3, 10, 10, 2],
        s__has_digits: [0, 0, 1, 0, 0, 0],
        s__has_special: [0, 0, 1, 1, 1, 1],
        s__is_lower: [0, 0, 0, 1, 0, 1],
        s__unique_word_count: [2, 0, 4, 3, 2, 2],
        s__unique_word_ratio: [1, 0, 1, 1, 0.5, 1],
        s__n_urls: [0, 0, 0, 1, 0, 0],
        s__n_emails: [0, 0, 0, 1, 0, 0],
        s__n_hashtags: [0, 0, 1, 0, 0, 0],
        s__n_mentions: [0, 0, 1, 1, 0, 0],
        s__is_upper: [0, 0, 0, 0, 0, 0],
      },
      exactly: true,
    },
    {
      name: 'case beyond letters: Roman numerals, ordinals, title case',
      columns: { s: 'text' },
      rows: s(['Ⅷ', 'ⅷ', 'ª', 'ǅ', 'AB1', 'ab1', '1', 'Ab', 'İ i̇']),
      expect: {
        s__is_upper: [1, 0, 0, 0, 1, 0, 0, 0, 0],
        s__is_lower: [0, 1, 1, 0, 0, 1, 0, 0, 0],
        s__unique_word_count: [1, 1, 1, 1, 1, 1, 1, 1, 1],
      },
    },
    {
      name: 'a missing text that stays missing',
      params: { missing: 'missing' },
      columns: { s: 'text' },
      rows: s(['a b', null]),
      expect: { s__length: [3, null], s__word_count: [2, null], s__has_digits: [0, null] },
    },
    {
      name: 'letters of all scripts',
      params: { letters: 'all' },
      columns: { s: 'text' },
      rows: s(['Ça va ½?', 'ΟΔΟΣ 😀', null]),
      expect: { s__n_special: [1, 1, 0], s__has_special: [1, 1, 0] },
    },
  ],
  rejects: [{ name: 'times', columns: { t: 'datetime' }, rows: [{ t: '2024-01-01 00:00:00' }] }],
  expectedFailures: {},
});
