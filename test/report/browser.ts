import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const FIXED = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Chromium or one of its kin on this machine: as MDM_TEST_BROWSER says, in the path, or where playwright puts it. */
export function browserPath(): string | undefined {
  const named = process.env['MDM_TEST_BROWSER'];
  if (named) return named;
  const inPath = (process.env['PATH'] ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const caches = [process.env['PLAYWRIGHT_BROWSERS_PATH'], join(homedir(), '.cache/ms-playwright')].filter(
    (one) => one !== undefined && one !== '',
  );
  const cached = caches.flatMap((folder) =>
    existsSync(folder!)
      ? readdirSync(folder!)
          .filter((one) => one.startsWith('chromium-'))
          .flatMap((one) =>
            [
              'chrome-linux/chrome',
              'chrome-linux64/chrome',
              'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
              'chrome-win/chrome.exe',
            ].map((end) => join(folder!, one, end)),
          )
      : [],
  );
  return [...inPath, ...FIXED, ...cached].find((path) => existsSync(path));
}
