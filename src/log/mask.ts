import type { Config } from '../config/config.js';
import { isSecret, KEY_NAMES } from '../config/keys.js';

const MASK = '********';

/** A name of a field whose value is a secret. */
const SECRET_NAME = /^(?:.*[_.-])?(?:password|passwd|passphrase|pwd|secret|token|api_?key|credentials?)$/i;
export const isSecretName = (name: string): boolean => SECRET_NAME.test(name);

/** `password=x`, `password: "x"`, `PASSWORD 'x'`. */
const NAMED =
  /\b((?:\w*[_.-])?(?:password|passwd|passphrase|pwd|secret|token|api_?key)["']?\s*[=:]\s*|password\s+(?=["']))("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.|'')*'|[^\s,;&"')}\]]+)/gi;
/** The password of an address. */
const IN_ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/"'<>]+@/gi;

/** A shorter word is too likely to be a part of something else: it is masked where something says that it is a secret. */
const SHORTEST = 5;

/** The text without the secrets of the configuration, nor what looks like one. */
export function maskSecrets(text: string, config?: Config): string {
  let masked = text;
  for (const secret of config ? secretsOf(config) : []) {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    for (const form of new Set(forms)) {
      masked = masked.replaceAll(`'${form}'`, `'${MASK}'`).replaceAll(`"${form}"`, `"${MASK}"`);
      if (form.length >= SHORTEST) masked = masked.replaceAll(form, MASK);
    }
  }
  return masked.replace(IN_ADDRESS, `$1:${MASK}@`).replace(NAMED, (_, name: string) => `${name}${MASK}`);
}

/** Longer ones first: one may begin another. */
const secretsOf = (config: Config): string[] =>
  KEY_NAMES.filter(isSecret)
    .map((key) => config.get(key))
    .filter((value): value is string => typeof value === 'string' && value !== '' && value !== MASK)
    .sort((a, b) => b.length - a.length);
