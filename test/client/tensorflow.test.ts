import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { batchesOf, takeRows, takeValues } from '../../src/ml/batches.js';
import { shop } from './shop.js';
import type { TableOf } from '../datasets/shelf.js';

const at = shop();

/** Two clouds that a line divides, and the answers. */
const clouds = (rows: number, from: number): TableOf => ({
  columns: { id: 'int64', x: 'double', y: 'double', side: 'text' },
  rows: Array.from({ length: rows }, (_, i) => {
    const [a, b] = [Math.sin(i * 12.9898) * 2, Math.cos(i * 78.233) * 2];
    const left = i % 2 === 0;
    return [BigInt(from + i), left ? a - 3 : a + 3, b, left ? 'left' : 'right'];
  }),
});

test('TensorFlow.js takes the numbers as they are, and learns from them', async () => {
  await at.add(
    'clouds',
    { train: clouds(200, 0), test: clouds(50, 1000) },
    { target_column: 'side', id_columns: ['id'], problem_type: 'binary_classification' },
  );
  const { X_train, y_train, X_test, y_test, classes } = await at.client.prepareForMl('clouds', { framework: 'tfjs' });
  expect(classes).toEqual(['left', 'right']);
  await tf.setBackend('cpu');
  const weights = tf.variable(tf.zeros([2, 1]));
  const bias = tf.variable(tf.zeros([1]));
  const optimizer = tf.train.sgd(0.5);
  const guess = (X: tf.Tensor2D): tf.Tensor => tf.sigmoid(tf.add(tf.matMul(X, weights), bias));
  for (let epoch = 0; epoch < 5; epoch++)
    for (const rows of batchesOf(X_train.shape[0], { size: 20, seed: epoch })) {
      const batch = takeRows(X_train, rows);
      const X = tf.tensor2d(batch.data, batch.shape);
      const y = tf.tensor2d(Float32Array.from(takeValues(y_train as Int32Array, rows)), [rows.length, 1]);
      optimizer.minimize(() => tf.losses.logLoss(y, guess(X)));
      tf.dispose([X, y]);
    }
  const said = guess(tf.tensor2d(X_test!.data, X_test!.shape)).dataSync();
  const right = [...said].filter((p, row) => Number(p > 0.5) === y_test![row]).length;
  expect(right).toBeGreaterThan(48);

  const labels = [...said].map((p) => classes[Number(p > 0.5)]!);
  await at.client.ml.savePredictions('clouds', { id: Array.from({ length: 50 }, (_, i) => 1000 + i), side: labels }, { name: 'line' });
  expect((await at.client.ml.loadPredictions('clouds', 'line')).numRows).toBe(50);
});
