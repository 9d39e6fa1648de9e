import { cast, constant, fn, when, type Expr } from '@mdm/sdk';

/*
 * Character classes (what stands between the brackets), in RE2 syntax. The original counted with Python: its white space is
 * `str.split`'s, its word characters are `\w`, its cased letters are those of `str.isupper` and `str.islower`.
 */
const OTHER_SPACE = '\\x{9}-\\x{d}\\x{1c}-\\x{1f}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}';
export const WHITESPACE = ` ${OTHER_SPACE}`;
export const WORD = '\\p{L}\\p{N}_';
/** Category Lu and Other_Uppercase. */
export const UPPER = '\\p{Lu}\\x{2160}-\\x{216f}\\x{24b6}-\\x{24cf}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}\\x{1f170}-\\x{1f189}';
/** Categories Ll and Lt and Other_Lowercase. */
export const LOWER_OR_TITLE =
  '\\p{Ll}\\p{Lt}\\x{aa}\\x{ba}\\x{2b0}-\\x{2b8}\\x{2c0}\\x{2c1}\\x{2e0}-\\x{2e4}\\x{345}\\x{37a}\\x{1d2c}-\\x{1d6a}\\x{1d78}\\x{1d9b}-\\x{1dbf}' +
  '\\x{2071}\\x{207f}\\x{2090}-\\x{209c}\\x{2170}-\\x{217f}\\x{24d0}-\\x{24e9}\\x{2c7c}\\x{2c7d}\\x{a69c}\\x{a69d}\\x{a770}\\x{a7f8}\\x{a7f9}' +
  '\\x{ab5c}-\\x{ab5f}\\x{10780}\\x{10783}-\\x{10785}\\x{10787}-\\x{107b0}\\x{107b2}-\\x{107ba}';
/** Letters, numbers and the marks that go with them: what the tokens of `tfidf`, `ngrams` and `readability` are made of. */
export const TOKEN = '\\p{L}\\p{N}\\p{M}';

/** A number that fits into 32 bits, such as a count over one text. */
export const small = (x: Expr): Expr<'int32'> => cast(x, 'int32');

/** The count where the text holds the literal, else 0: most texts hold none, and looking is much cheaper than matching. */
export const countIfHolds = (x: Expr<'text'>, literal: string, count: Expr): Expr<'int32'> =>
  when([[fn.contains(x, literal), small(count)]], small(constant(0)));

/** The text with every white space character written as U+0020. */
const spaced = (x: Expr<'text'>): Expr<'text'> =>
  when([[fn.hasMatch(x, `[${OTHER_SPACE}]`), fn.replaceMatches(x, `[${OTHER_SPACE}]`, ' ')]], x);

/**
 * Lower case for comparing words. Two letters need more than the simple mapping: İ has the two-letter lower case i̇, and a Σ that ends
 * a word is ς; as the simple mapping knows no word ends, texts with ς are compared with every ς read as σ.
 */
function lowered(x: Expr<'text'>): Expr<'text'> {
  const lower = when([[fn.contains(x, 'İ'), fn.lower(fn.replaceMatches(x, 'İ', 'i̇'))]], fn.lower(x));
  return when([[fn.contains(lower, 'ς'), fn.replaceMatches(lower, 'ς', 'σ')]], lower);
}

/** The words in lower case: runs of anything but white space. */
const words = (x: Expr<'text'>): Expr<'texts'> => fn.splitOn(lowered(spaced(x)), ' ');

export const wordCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.size(words(x)));
export const uniqueWordCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.distinctSize(words(x)));
export const spaceCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.countLiteral(spaced(x), ' '));
export const uppercaseCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.countChars(x, 'A-Z'));
export const digitCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.countChars(x, '\\p{Nd}'));
/** Neither an ASCII letter, nor an ASCII digit, nor white space. */
export const specialCount = (x: Expr<'text'>): Expr<'int32'> => small(fn.countChars(spaced(x), '^A-Za-z0-9 '));
export const length = (x: Expr<'text'>): Expr<'int32'> => small(fn.length(x));

/** ` one  two ` in lower case: each token between spaces of its own, so that tokens can be counted as literals. */
export const padded = (x: Expr<'text'>): Expr<'text'> =>
  fn.concat(fn.concat(constant(' '), fn.replaceMatches(fn.lower(x), `[^${TOKEN}]+`, '  ')), constant(' '));
