import type { Column, TimeColumn } from './frame.js';

const DAY = 86_400_000_000;

/** Days since 1970 to the proleptic Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
function civil(days: number): readonly [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1];
}

export function temporalFeatures(column: TimeColumn): readonly Column[] {
  const { values } = column;
  const rows = values.length;
  const make = (): Float64Array => new Float64Array(rows).fill(NaN);
  const [year, month, day, weekday, hour] = [make(), make(), make(), make(), make()];
  const [weekend, first, last] = [new Int32Array(rows), new Int32Array(rows), new Int32Array(rows)];
  const [monthSin, monthCos, hourSin, hourCos, since] = [make(), make(), make(), make(), make()];
  let earliest = Infinity;
  for (const value of values) if (value < earliest) earliest = value;
  let whole = true;
  for (let i = 0; i < rows; i++) {
    const value = values[i]!;
    if (value !== value) {
      whole = false;
      continue;
    }
    const days = Math.floor(value / DAY);
    const [y, m, d] = civil(days);
    const h = Math.floor((value - days * DAY) / 3_600_000_000);
    year[i] = y;
    month[i] = m;
    day[i] = d;
    weekday[i] = (((days + 3) % 7) + 7) % 7;
    hour[i] = h;
    weekend[i] = weekday[i]! >= 5 ? 1 : 0;
    first[i] = d === 1 ? 1 : 0;
    last[i] = civil(days + 1)[2] === 1 ? 1 : 0;
    monthSin[i] = Math.sin((2 * Math.PI * m) / 12);
    monthCos[i] = Math.cos((2 * Math.PI * m) / 12);
    hourSin[i] = Math.sin((2 * Math.PI * h) / 24);
    hourCos[i] = Math.cos((2 * Math.PI * h) / 24);
    since[i] = Math.floor((value - earliest) / DAY);
  }
  const feature = (suffix: string, dtype: 'int64' | 'int32' | 'float64', numbers: Float64Array | Int32Array): Column => ({
    name: `${column.name}_${suffix}`,
    dtype,
    values: numbers,
  });
  const part = whole ? 'int32' : 'float64';
  const features = [
    feature('year', part, year),
    feature('month', part, month),
    feature('day', part, day),
    feature('dayofweek', part, weekday),
    feature('hour', part, hour),
    feature('is_weekend', 'int64', weekend),
    feature('is_month_start', 'int64', first),
    feature('is_month_end', 'int64', last),
    feature('month_sin', 'float64', monthSin),
    feature('month_cos', 'float64', monthCos),
    feature('hour_sin', 'float64', hourSin),
    feature('hour_cos', 'float64', hourCos),
  ];
  if (earliest !== Infinity) features.push(feature('days_since_start', whole ? 'int64' : 'float64', since));
  return features;
}
