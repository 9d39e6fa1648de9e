import { guessFormat, parseTime } from '../src/date-format.js';

/** Times of pandas 2.3.3, of texts it reads one by one or by the format of the first. */
const TIMES = {
  'Sun Jan 05 10:00:00 +0000 2020': '2020-01-05T10:00:00.000Z',
  'Sun Jan 05 10:00:00 +0200 2020': '2020-01-05T08:00:00.000Z',
  'Sun Jan  5 10:00:00 2020': '2020-01-05T10:00:00.000Z',
  'Sun, 05 Jan 2020 10:00:00 GMT': '2020-01-05T10:00:00.000Z',
  'may 5 2020': '2020-05-05T00:00:00.000Z',
  '05-JAN-20': '2020-01-05T00:00:00.000Z',
  'dec 2020': '2020-12-01T00:00:00.000Z',
};
test.each(Object.entries(TIMES))('%s', (text, time) =>
  expect(new Date(parseTime(text, guessFormat(text, true)!) / 1000).toISOString()).toBe(time),
);
test('GMT is a word, UTC a zone', () => {
  expect(guessFormat('Sun, 05 Jan 2020 10:00:00 GMT')).toBe('%a, %d %b %Y %H:%M:%S GMT');
  expect(guessFormat('2020-01-05 10:11:12 UTC')).toBe('%Y-%m-%d %H:%M:%S %Z');
});
