import { constants } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { examineConfig } from '../../config/config.js';
import { keyOfVariable } from '../../config/keys.js';
import { MOVING } from '../gates/index.js';
import { failed, passed, skipped, warning, type Found, type SettingCheck, type Settings } from './check.js';
import { holdsSecret, secretsInFile } from './secrets.js';

/** Variables that belong to no key. */
const OTHERS = [
  'MDM_HOME_DIR',
  'MDM_DATA_DIR',
  'MDM_CONFIG_PATH',
  'MDM_SAFE_MODE',
  'MDM_DEBUG',
  'MDM_DEBUG_CONFIG',
  'MDM_TESTING',
  'MDM_NPM_ROOT',
];
/** oclif reads variables of this kind. */
const OF_OCLIF = /^MDM_(?:AC_|AUTOUPDATE_|CONFIG_DIR|CACHE_DIR|SKIP_)/;

/** What is configured. */
export const SETTING_CHECKS = {
  config_valid: {
    rule: 'The configuration has no wrong value, and the settings of the chosen backend are complete.',
    run: async ({ config, problems: known = [] }) => {
      const { problems } =
        known.length > 0
          ? { problems: known }
          : await examineConfig({ home: config.home, ...(config.loaded ? { file: config.file } : {}) });
      if (problems.length > 0)
        return failed(
          'The configuration is wrong. Correct it, then: mdm config validate',
          problems.map(({ message }) => message),
        );
      const backend = config.get('database.default_backend');
      if (backend === 'postgresql' && config.get('database.postgresql.user') === null)
        return failed(
          'The backend is postgresql, and database.postgresql.user is not set. Run: mdm config set database.postgresql.user NAME',
        );
      return passed(`${config.loaded ? config.file : 'No file, so that defaults hold'}; the backend is ${backend}.`);
    },
  },
  feature_flags: {
    rule: 'All components are on one side; else a warning.',
    run: async ({ config }) => {
      const sides = MOVING.map(({ component, key, share }) => {
        const percentage = config.get(key) ? 100 : config.get(share);
        return `${component} ${percentage === 100 ? 'new' : percentage === 0 ? 'old' : `new for ${percentage} %`}`;
      });
      const ends = new Set(sides.map((side) => side.slice(side.indexOf(' '))));
      return ends.size === 1 ? passed(`${sides.join(', ')}.`) : warning(`On the way: ${sides.join(', ')}.`);
    },
  },
  environment_vars: {
    rule: 'Every variable that begins with MDM_ is known; else a warning. Values are not printed.',
    run: async () => {
      const names = Object.keys(process.env).filter((name) => name.startsWith('MDM_'));
      const unknown = names.filter((name) => !keyOfVariable(name) && !OTHERS.includes(name) && !OF_OCLIF.test(name));
      if (unknown.length > 0) return warning(`MDM does not know ${unknown.sort().join(', ')}.`);
      return passed(names.length === 0 ? 'None is set.' : `Set: ${names.sort().join(', ')}.`);
    },
  },
  permissions: {
    rule: 'The home can be written, and a configuration file with secrets is not readable by others.',
    run: async ({ config }) => {
      const home = await stat(config.home).catch(() => undefined);
      if (!home) return skipped('There is no home yet.');
      const writable = await access(config.home, constants.W_OK).then(
        () => true,
        () => false,
      );
      if (!writable) return failed(`${config.home} cannot be written. Check its owner and permissions, or set MDM_HOME_DIR.`);
      const file = await stat(config.file).catch(() => undefined);
      const open = file && process.platform !== 'win32' && (file.mode & 0o044) !== 0;
      const secrets = open ? await secretsInFile(config) : [];
      if (secrets.length > 0)
        return failed(`${config.file} holds ${secrets.join(', ')}, and others can read it. Run: chmod 600 ${config.file}`);
      return passed(`${config.home} can be written.`);
    },
  },
  sensitive_data: {
    rule: 'No password stands in the log, the history of flags or the stored comparisons; one in the configuration file is a warning.',
    run: sensitiveData,
  },
} as const satisfies Readonly<Record<string, SettingCheck>>;

async function sensitiveData({ config }: Settings): Promise<Found> {
  const isHeld = holdsSecret(config);
  const log = config.path('logging.file');
  const store = config.path('comparison.store');
  const files = [
    ...(log === undefined ? [] : await beginning(dirname(log), basename(log))),
    ...(await beginning(store, 'results-')),
    join(config.home, 'flag_history.jsonl'),
  ];
  const found: string[] = [];
  let lines = 0;
  for (const file of files)
    for (const [i, line] of (await readFile(file, 'utf8').catch(() => '')).split('\n').entries()) {
      lines++;
      if (isHeld(line)) found.push(`${file}:${i + 1}`);
    }
  if (found.length > 0)
    return failed('Secrets stand in files that are read by others. Take these lines away, and change the password.', found.slice(0, 20));
  if ((await secretsInFile(config)).length > 0)
    return warning(`${config.file} holds a password; a variable such as \${PGPASSWORD} keeps it out.`);
  return passed(`${lines} lines of ${files.length} files hold none.`);
}

const beginning = async (folder: string, start: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(start)).map((name) => join(folder, name));
