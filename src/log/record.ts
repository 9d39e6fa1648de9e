import { firstLine } from '../errors.js';
import { isSecretName } from './mask.js';
import type { Fields, Level } from './logger.js';

/** One thing that was said. */
export interface LogRecord {
  readonly time: Date;
  readonly level: Level;
  /** The part of the program; `mdm` for the whole. */
  readonly name: string;
  readonly message: string;
  readonly fields: Fields;
}

export type Mask = (text: string) => string;

const TAKEN = ['time', 'level', 'logger', 'message'];

/** One JSON object on one line. */
export function jsonLine({ time, level, name, message, fields }: LogRecord, mask: Mask): string {
  const own = Object.entries(fields).map(([key, value]) => [TAKEN.includes(key) ? `${key}_` : key, value] as const);
  const record = { time: time.toISOString(), level, logger: name, message };
  try {
    return stringify({ ...record, ...Object.fromEntries(own) }, mask);
  } catch (error) {
    return stringify({ ...record, fields: hidden(error) }, mask);
  }
}

/** `2026-01-31T12:00:00.000Z INFO storage message key=value`, on one line. */
export const plainLine = ({ time, level, name, message, fields }: LogRecord, mask: Mask): string =>
  `${time.toISOString()} ${level} ${name} ${oneLine(mask(message))}${pairs(fields, mask)}`;

/** As it is said to a person: without the time. */
export const consoleLine = ({ level, name, message, fields }: LogRecord, mask: Mask): string =>
  `${level}${name === 'mdm' ? '' : ` ${name}`}: ${oneLine(mask(message))}${pairs(fields, mask)}`;

/** Control characters must not reach a terminal, nor break a line. */
const oneLine = (text: string): string =>
  text
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

const pairs = (fields: Fields, mask: Mask): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}=${oneLine(plainValue(key, value, mask))}`)
    .join('');

function plainValue(key: string, value: unknown, mask: Mask): string {
  const plain = shown(key, value, mask);
  if (typeof plain === 'string') return plain === '' || /[\s"=]/.test(plain) ? JSON.stringify(plain) : plain;
  try {
    return stringify(plain, mask);
  } catch (error) {
    return JSON.stringify(hidden(error));
  }
}

const stringify = (value: unknown, mask: Mask): string => JSON.stringify(value, (key, one: unknown) => shown(key, one, mask)) ?? 'null';
const hidden = (error: unknown): string => `not to be shown: ${firstLine(error)}`;

/** A value as JSON takes it, without secrets. */
function shown(key: string, value: unknown, mask: Mask): unknown {
  if (isSecretName(key) && value !== null && value !== undefined) return '********';
  if (typeof value === 'string') return mask(value);
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (value instanceof Map) return Object.fromEntries(value as Map<string, unknown>);
  if (value instanceof Set) return [...(value as Set<unknown>)];
  return value;
}
