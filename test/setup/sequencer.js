import Sequencer from '@jest/test-sequencer';

/** Small files with much work, which jest would begin last, by their size. */
const LONG = [
  'test/docs/guide',
  'test/acceptance/',
  'test/datasets/registration-',
  'test/components/backend-old-',
  'test/never-lose/',
  'test/migration/',
  'test/pipeline/',
];

/** The long test files first, so that none is left alone at the end. */
export default class LongFirst extends Sequencer {
  async sort(tests) {
    const rank = ({ path }) => {
      const at = LONG.findIndex((part) => path.replaceAll('\\', '/').includes(part));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(tests)).sort((a, b) => rank(a) - rank(b));
  }
}
