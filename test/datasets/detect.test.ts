import { idColumns, isIdName } from '../../src/datasets/detect/ids.js';
import { problemType } from '../../src/datasets/detect/problem.js';
import { submissionFacts } from '../../src/datasets/detect/submission.js';
import { checkColumn } from '../../src/datasets/detect/named.js';

describe('ids', () => {
  it.each([
    'id',
    'ID',
    'Id',
    'user_id',
    'userId',
    'PassengerId',
    'user id',
    'idx',
    'pk',
    'order_key',
    'row-id',
    'HTTPId',
    'uuid',
    'index',
    'Unnamed: 0',
  ])('%s is the name of an id', (name) => expect(isIdName(name)).toBe(true));
  it.each(['paid', 'humid', 'key', 'idea', 'identity', 'isValid', 'grid', 'monkey', 'Ticket', '', 'id_type', 'x', 'PAID'])(
    '%s is not',
    (name) => expect(isIdName(name)).toBe(false),
  );
  it('are whole numbers or texts that nothing else is said of', () => {
    const columns = [
      { name: 'id', type: 'int64' },
      { name: 'a_id', type: 'double' },
      { name: 'b_id', type: 'text' },
      { name: 'c_id', type: 'timestamp' },
      { name: 'd_id', type: 'int64' },
    ] as const;
    expect(idColumns(columns, new Set(['d_id']))).toEqual(['id', 'b_id']);
  });
});

describe('the problem type', () => {
  const facts = { name: 'y', type: 'int64' as const, known: 100, distinct: 2, whole: true };
  it.each([
    [{}, 'binary_classification'],
    [{ type: 'boolean' as const }, 'binary_classification'],
    [{ type: 'text' as const }, 'binary_classification'],
    [{ type: 'double' as const, distinct: 80, whole: false }, 'regression'],
    [{ type: 'double' as const, distinct: 9, whole: false }, 'regression'],
    [{ distinct: 21 }, 'regression'],
    [{ distinct: 20 }, 'multiclass_classification'],
    [{ distinct: 9, name: 'age' }, 'regression'],
    [{ distinct: 9, name: 'stage' }, 'multiclass_classification'],
    [{ distinct: 9, known: 10 }, 'regression'],
    [{ type: 'text' as const, distinct: 12 }, 'multiclass_classification'],
    [{ type: 'text' as const, distinct: 90 }, undefined],
    [{ type: 'timestamp' as const, distinct: 90 }, undefined],
    [{ known: 0, distinct: 0 }, undefined],
    [{ distinct: 1 }, undefined],
    [{ type: 'text' as const, distinct: 1 }, undefined],
    [{ type: 'boolean' as const, distinct: 1 }, undefined],
  ])('of %j is %s', (more, expected) => expect(problemType({ ...facts, ...more }).type).toBe(expected));
});

describe('a submission file', () => {
  it('names the ids and what is predicted', () => {
    expect(submissionFacts(['PassengerId', 'Survived'], ['PassengerId', 'Survived', 'Age'], ['PassengerId', 'Age'])).toEqual({
      id: 'PassengerId',
      targets: ['Survived'],
    });
  });
  it('names nothing that train does not have, or test has', () => {
    expect(submissionFacts(['Id', 'a', 'b', 'c'], ['Id', 'a', 'b'], ['Id', 'b'])).toEqual({ id: 'Id', targets: ['a'] });
    expect(submissionFacts(['Id', 'guess'], ['row', 'y'], ['row'])).toEqual({ targets: [] });
    expect(submissionFacts([], ['y'], undefined)).toEqual({ targets: [] });
  });
});

describe('a column that is not there', () => {
  it('is named with its flag, those like it, and all there are', () => {
    expect(() => checkColumn('--target', 'specis', ['species', 'island'])).toThrow(
      expect.objectContaining({
        code: 'unknown-column',
        exit: 2,
        message: 'There is no column "specis" (--target).',
        next: 'Did you mean "species"? The columns are "species", "island".',
      }),
    );
    expect(() => checkColumn('--target', 'y', ['y'])).not.toThrow();
  });
});
