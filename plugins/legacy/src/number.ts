const INTEGER = /^[ \t]*[+-]?\d+[ \t]*$/;
const FLOAT = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,17}))?[ \t]*$/;
const INFINITE = /^[ \t]*([+-]?)inf(?:inity)?[ \t]*$/i;

/** Digits that count, leading zeros among them. */
const DIGITS = 17;
const LARGEST = 308;
const POWERS = Float64Array.from({ length: LARGEST + 1 }, (_, exponent) => Number(`1e${exponent}`));

export const isInteger = (text: string): boolean => INTEGER.test(text);

/**
 * A decimal as pandas 2.3's `read_csv` reads it: the first 17 digits one by one, then scaled by one power of ten, which may end a last bit
 * away from the nearest double. Undefined where it is no number, or too large for a double: such a column is text.
 */
export function readFloat(text: string): number | undefined {
  const parts = FLOAT.exec(text);
  if (!parts) {
    const infinite = INFINITE.exec(text);
    return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
  }
  const [, sign, whole, decimals = '', power] = parts as unknown as [string, string, string, string?, string?];
  if (whole === '' && decimals === '') return undefined;
  const ofWhole = Math.min(whole.length, DIGITS);
  const ofDecimals = Math.min(decimals.length, DIGITS - ofWhole);
  let number = 0;
  for (let i = 0; i < ofWhole; i++) number = number * 10 + (whole.charCodeAt(i) - 48);
  for (let i = 0; i < ofDecimals; i++) number = number * 10 + (decimals.charCodeAt(i) - 48);
  number = scaled(number, Number(power ?? 0) + whole.length - ofWhole - ofDecimals);
  if (number === Infinity) return undefined;
  return sign === '-' ? -number : number;
}

function scaled(number: number, exponent: number): number {
  if (exponent > LARGEST) return Infinity;
  if (exponent > 0) return number * POWERS[exponent]!;
  if (exponent >= -LARGEST) return number / POWERS[-exponent]!;
  return exponent < -2 * LARGEST ? 0 : number / POWERS[-LARGEST - exponent]! / POWERS[LARGEST]!;
}
