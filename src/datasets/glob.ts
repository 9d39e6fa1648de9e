type Token = { readonly kind: 'any' } | { readonly kind: 'one' } | { readonly kind: 'char'; readonly matches: (char: string) => boolean };

/**
 * Whether a glob covers the whole text: `*` is any text, `?` one character, `[a-z]` one of them, `[!a-z]` one of the others.
 *
 * ```ts
 * glob('play*-s?')('playground-s5'); // true
 * ```
 */
export function glob(pattern: string, { caseSensitive = false }: { readonly caseSensitive?: boolean } = {}): (text: string) => boolean {
  const fold = (text: string): string => (caseSensitive ? text.normalize('NFC') : text.normalize('NFC').toLowerCase());
  const tokens = tokensOf([...fold(pattern)]);
  return (text) => covers(tokens, [...fold(text)]);
}

function tokensOf(chars: readonly string[]): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < chars.length; i++) {
    const char = chars[i]!;
    if (char === '*') tokens.push({ kind: 'any' });
    else if (char === '?') tokens.push({ kind: 'one' });
    else {
      const end = char === '[' ? chars.indexOf(']', i + 2) : -1;
      tokens.push({ kind: 'char', matches: end === -1 ? (one) => one === char : oneOf(chars.slice(i + 1, end)) });
      if (end !== -1) i = end;
    }
  }
  return tokens;
}

/** The inside of brackets. */
function oneOf(inside: readonly string[]): (char: string) => boolean {
  const negated = inside.length > 1 && (inside[0] === '!' || inside[0] === '^');
  const chars = negated ? inside.slice(1) : inside;
  const has = (char: string): boolean => {
    for (let i = 0; i < chars.length; i++) {
      if (chars[i + 1] === '-' && i + 2 < chars.length) {
        if (char >= chars[i]! && char <= chars[i + 2]!) return true;
        i += 2;
      } else if (chars[i] === char) return true;
    }
    return false;
  };
  return (char) => has(char) !== negated;
}

/** Goes back to the last `*` only, so a hostile pattern takes no longer than its length times that of the text. */
function covers(tokens: readonly Token[], chars: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star: { readonly token: number; at: number } | undefined;
  while (at < chars.length) {
    const now = tokens[token];
    if (now?.kind === 'any') {
      star = { token, at };
      token++;
    } else if (now && (now.kind === 'one' || now.matches(chars[at]!))) {
      token++;
      at++;
    } else if (star) {
      star.at++;
      token = star.token + 1;
      at = star.at;
    } else return false;
  }
  return tokens.slice(token).every(({ kind }) => kind === 'any');
}
