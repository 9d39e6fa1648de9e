const NAMES = 'pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization|credentials?|cookie';
const SECRET_NAME = new RegExp(`(?:^|[_.-])(?:${NAMES})$`, 'i');
export const HIDDEN = '***';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  // scheme://user:password@host
  [/([a-z][\w+.-]*:\/\/)[^\s/@]+@/gi, `$1${HIDDEN}@`],
  [/-----BEGIN [^-]*PRIVATE KEY-----[^]*?(?:-----END [^-]*-----|$)/g, HIDDEN],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${HIDDEN}`],
  [
    new RegExp(String.raw`((?:\b|_)(?:${NAMES})\\?["']?\s*[=:]\s*)(\\?["'])?(?!\*\*\*)(?:(?<=["'])[^"']*|[^\s"',;&}\]]+)`, 'gi'),
    `$1$2${HIDDEN}`,
  ],
  // Tokens of GitHub, npm, Amazon, and JSON web tokens.
  [
    /\b(?:gh[pousr]_\w{16,}|github_pat_\w{16,}|npm_\w{16,}|(?:AKIA|ASIA)[0-9A-Z]{16}|sk-[\w-]{16,}|eyJ[\w-]{6,}\.[\w-]{6,}\.[\w-]*)/g,
    HIDDEN,
  ],
];

/** Whether what stands under this name is not to be seen: `password`, `db_token`, `apiKey`. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'));

/** Text without passwords, tokens and keys, as far as their form tells. */
export const withoutSecrets = (text: string): string =>
  PATTERNS.reduce((cleaned, [pattern, instead]) => cleaned.replace(pattern, instead), text);

/** Whether a path ends in the name of a secret: `$.db.password`, `$["api-key"]`, `data.token[17]`. */
export const isSecretPath = (path: string): boolean => isSecretName(/([\w$-]+)(?:"\])?(?:\[[^\]"]*\])?$/.exec(path)?.[1] ?? '');

/** A value without secrets: text cleaned, and what stands under a name such as `password` hidden. Other values are as they are. */
export function cleaned(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null || depth > 20) return value;
  if (Array.isArray(value)) return value.map((one) => cleaned(one, depth + 1));
  const under = ([key, one]: readonly [unknown, unknown]): [string, unknown] => [
    String(key),
    typeof key === 'string' && isSecretName(key) ? HIDDEN : cleaned(one, depth + 1),
  ];
  // By their tags: a copy may be of another realm.
  switch (Object.prototype.toString.call(value)) {
    case '[object Error]':
      return `${(value as Error).name}: ${withoutSecrets((value as Error).message)}`;
    case '[object Map]':
      return new Map([...(value as Map<unknown, unknown>)].map(under));
    case '[object Set]':
      return new Set([...(value as Set<unknown>)].map((one) => cleaned(one, depth + 1)));
    case '[object Object]':
      return Object.fromEntries(Object.entries(value).map(under));
    default:
      return value;
  }
}
