import { KEY_NAMES, keyOf } from '../../dist/config/keys.js';
import { FLAGS } from '../../dist/flags/flags.js';
import { CHECKS } from '../../dist/migration/checks/index.js';
import { KEEP_DAYS } from '../../dist/migration/control/cleanup.js';
import { GATES } from '../../dist/migration/gates/gate.js';
import { code, generated, page, table } from './markdown.js';

const shown = (value) => code(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
const answer = ({ test = [], deliberately }) => [test.map(code).join(', '), deliberately].filter(Boolean).join('. ');

/** Components, gates, checks, keys, and what shows that each requirement holds. */
export const migrationPage = (requirements) =>
  page(
    '# Migration',
    generated,
    '[The guide](../guide/migration.md) says how a component is moved from the old side to the new one.',
    '## Components',
    table(
      ['component', 'flag', 'old side', 'new side', 'the flag goes in'],
      FLAGS.map(({ component, key, old, new: now, removeIn }) => [component, code(key), old ?? 'none', now ?? 'the only one', removeIn]),
    ),
    '## Gates',
    `\`mdm migration validate\` judges them for each component. A cut-over is refused while one is open; the old side stays ${KEEP_DAYS} days after it.`,
    table(
      ['gate', 'closed when'],
      Object.entries(GATES).map(([id, { title, rule }]) => [`${id} ${title}`, rule]),
    ),
    '## Checks',
    '`mdm doctor --all` runs them after it has looked at the datasets; `--check NAME` runs one alone.',
    table(
      ['check', 'passes when'],
      Object.entries(CHECKS).map(([name, { rule }]) => [code(name), rule]),
    ),
    '## Keys',
    table(
      ['key', 'default', 'meaning'],
      KEY_NAMES.filter((key) => /^(refactoring|comparison)\./.test(key)).map((key) => [
        code(key),
        shown(keyOf(key).default),
        keyOf(key).summary,
      ]),
    ),
    '## Requirements',
    'Each of them is held by the tests named, or differs for the reason given. A test fails when a test that is named is not there, or is skipped.',
    table(
      ['id', 'requirement', 'test, or why it is otherwise'],
      Object.entries(requirements).map(([id, one]) => [id, one.text, answer(one)]),
    ),
  );
