import type { Json, Semantic } from '@mdm/sdk';
import { MdmError, nearest } from '../../errors.js';

const SEMANTICS: readonly Semantic[] = ['numeric', 'categorical', 'datetime', 'text', 'boolean', 'id', 'constant'];

const isSemantic = (word: string): word is Semantic => (SEMANTICS as readonly string[]).includes(word);

/** Own properties only, whatever the names: a column may be called `__proto__`. */
function record<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** `price=numeric`; the column's name may hold `=` itself. */
export function parseTypes(pairs: readonly string[] = []): Readonly<Record<string, Semantic>> | undefined {
  return record(
    pairs.map((pair) => {
      const at = pair.lastIndexOf('=');
      const type = pair.slice(at + 1);
      if (at < 1) throw new MdmError('usage', `--type ${pair} is not COLUMN=TYPE.`, 'Such as: --type price=numeric');
      if (isSemantic(type)) return [pair.slice(0, at), type] as const;
      const near = nearest(type, SEMANTICS);
      throw new MdmError('usage', `There is no type "${type}"${near ? `; did you mean ${near}?` : '.'}`, `Types: ${SEMANTICS.join(', ')}`);
    }),
  );
}

/** `text.tfidf.terms=50`; a value that is not JSON is text. */
export function parseSettings(pairs: readonly string[] = []): Readonly<Record<string, Json>> | undefined {
  return record(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      if (at < 1 || name.split('.').length < 3)
        throw new MdmError('usage', `--set ${pair} is not NAME.PARAMETER=VALUE.`, 'Such as: --set text.tfidf.terms=50');
      return [name, parseValue(pair.slice(at + 1))] as const;
    }),
  );
}

function parseValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400, w: 604_800 };

/** `90`, `12h`, `7d` in seconds. */
export function seconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(s|min|h|d|w)?$/.exec(text.trim());
  if (!match) throw new MdmError('usage', `expected seconds, or a time such as 12h or 7d, but received: ${text}`);
  return Number(match[1]) * UNITS[match[2] ?? 's']!;
}
