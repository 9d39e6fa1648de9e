/** Bytes of a size as settings write it: `256MB`, `1.5 GiB`; a number alone is bytes. */
export function bytesOf(size: string): number {
  const [, number = '0', unit = 'b'] = /^\s*([\d.]+)\s*([a-z]*)/i.exec(size) ?? [];
  return Number(number) * (/i/i.test(unit) ? 1024 : 1000) ** Math.max(0, ['b', 'k', 'm', 'g', 't'].indexOf(unit[0]?.toLowerCase() ?? 'b'));
}
