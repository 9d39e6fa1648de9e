/* Character classes in RE2's syntax: what stands between the brackets. */

/** What Python calls white space. */
export const SPACE = String.raw`\x{09}-\x{0d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`;

/** What Python's `\w` matches. */
export const WORD = String.raw`\p{L}\p{N}_`;

/** Unicode's Uppercase: RE2 knows Lu alone; the ranges are Other_Uppercase. */
export const UPPERCASE = String.raw`\p{Lu}\x{2160}-\x{216f}\x{24b6}-\x{24cf}\x{1f130}-\x{1f149}\x{1f150}-\x{1f169}\x{1f170}-\x{1f189}`;

/** Unicode's Lowercase: Ll and Other_Lowercase. */
export const LOWERCASE = [
  String.raw`\p{Ll}\x{aa}\x{ba}\x{2b0}-\x{2b8}\x{2c0}-\x{2c1}\x{2e0}-\x{2e4}\x{345}\x{37a}\x{10fc}\x{1d2c}-\x{1d6a}\x{1d78}`,
  String.raw`\x{1d9b}-\x{1dbf}\x{2071}\x{207f}\x{2090}-\x{209c}\x{2170}-\x{217f}\x{24d0}-\x{24e9}\x{2c7c}-\x{2c7d}\x{a69c}-\x{a69d}`,
  String.raw`\x{a770}\x{a7f1}-\x{a7f4}\x{a7f8}-\x{a7f9}\x{ab5c}-\x{ab5f}\x{ab69}\x{10780}\x{10783}-\x{10785}\x{10787}-\x{107b0}`,
  String.raw`\x{107b2}-\x{107ba}\x{1e030}-\x{1e06d}`,
].join('');
