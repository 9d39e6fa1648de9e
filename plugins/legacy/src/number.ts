const INTEGER = /^[ \t]*[+-]?\d+[ \t]*$/;
const FLOAT = /^[ \t]*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?[ \t]*$/;
const INFINITE = /^[ \t]*([+-]?)inf(?:inity)?[ \t]*$/i;

export const isInteger = (text: string): boolean => INTEGER.test(text);

/**
 * A decimal as pandas' `read_csv` reads it: digit by digit, then scaled by powers of ten, which may end a last bit away from the
 * nearest double. Undefined where it is no number.
 */
export function readFloat(text: string): number | undefined {
  const parts = FLOAT.exec(text);
  if (!parts) {
    const infinite = INFINITE.exec(text);
    return infinite ? (infinite[1] === '-' ? -Infinity : Infinity) : undefined;
  }
  const [, sign, whole, decimals = '', power] = parts as unknown as [string, string, string, string?, string?];
  if (whole === '' && decimals === '') return undefined;
  let number = 0;
  for (let i = 0; i < whole.length; i++) number = number * 10 + (whole.charCodeAt(i) - 48);
  for (let i = 0; i < decimals.length; i++) number = number * 10 + (decimals.charCodeAt(i) - 48);
  const exponent = Number(power ?? 0) - decimals.length;
  let scale = 10;
  for (let n = Math.abs(exponent); n > 0 && n < 2 ** 31; n = n >>> 1, scale *= scale) {
    if ((n & 1) === 0) continue;
    if (exponent < 0) number /= scale;
    else number *= scale;
  }
  return sign === '-' ? -number : number;
}
