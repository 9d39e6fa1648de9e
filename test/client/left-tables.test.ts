import { examineHome, mend } from '../../src/datasets/doctor.js';
import { shop } from './shop.js';

const at = shop();

test('tables that a killed program left are found, and taken away', async () => {
  await at.sales();
  const backend = await at.ws.backends.of('sqlite');
  const schema = await backend.schemaOf('sales', 'test');
  const read = (): AsyncGenerator<import('apache-arrow').RecordBatch> => backend.readTable('sales', 'test');
  await backend.loadData('sales', '_new_predictions_m1', schema, read());
  const [found] = (await examineHome(at.ws)).filter(({ kind }) => kind === 'left-tables');
  expect(found).toMatchObject({ dataset: 'sales', mendable: true, problem: expect.stringContaining('_new_predictions_m1') });
  expect(await mend(at.ws, found!)).toBe(true);
  expect((await backend.tables('sales')).map(({ name }) => name)).not.toContain('_new_predictions_m1');
  expect((await examineHome(at.ws)).filter(({ kind }) => kind === 'left-tables')).toEqual([]);
});
