import { MDMClient } from '@mdm/cli';
import { batchesOf, takeRows, takeValues } from '@mdm/cli/ml';

const client = new MDMClient();
await client.registerDataset('penguins', '../penguins.csv', { target: 'species', force: true });

// The tables of features as one typed array, and the classes as codes: what tf.tensor2d(data, shape) takes as well.
const { X_train: X, y_train: y, classes, featureNames } = await client.prepareForMl('penguins', { framework: 'tfjs' });
console.log(`${X.shape[0]} rows, ${featureNames.length} features, classes ${classes.join(', ')}`);

const { train, test } = await client.ml.split('penguins', { by: 'stratified', testSize: 0.25, seed: 1 });
console.log(`${train.length} rows to train on, ${test.length} to test`);

// A softmax regression in plain JavaScript, on scaled features; a missing value counts as the mean.
const [, width] = X.shape;
const fitted = takeRows(X, train);
const scale = featureNames.map((_, c) => {
  const values = train
    .map((_, i) => i)
    .reduce((all, i) => (Number.isNaN(fitted.data[i * width + c]) ? all : [...all, fitted.data[i * width + c]]), []);
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) || 1 };
});
const weights = classes.map(() => new Float64Array(width + 1));
const input = (data, row) =>
  scale.map(({ mean, std }, c) => (Number.isNaN(data[row * width + c]) ? 0 : (data[row * width + c] - mean) / std));
const shares = (x) => {
  const scores = weights.map((w) =>
    Math.exp(
      Math.max(
        -30,
        Math.min(
          30,
          x.reduce((sum, v, c) => sum + v * w[c], w[width]),
        ),
      ),
    ),
  );
  const all = scores.reduce((a, b) => a + b);
  return scores.map((score) => score / all);
};
const labels = takeValues(y, train);
for (let epoch = 0; epoch < 30; epoch++)
  for (const batch of batchesOf(train.length, { size: 16, seed: epoch }))
    for (const row of batch) {
      const x = input(fitted.data, row);
      shares(x).forEach((share, k) => {
        const step = 0.01 * ((labels[row] === k ? 1 : 0) - share);
        x.forEach((v, c) => (weights[k][c] += step * v));
        weights[k][width] += step;
      });
    }
const guess = (row) => {
  const all = shares(input(X.data, row));
  return all.indexOf(Math.max(...all));
};
const right = test.filter((row) => guess(row) === y[row]).length;
console.log(right / test.length > 0.95 ? 'more than 95 % of the test rows are right' : `${right} of ${test.length} are right`);

// Predictions stay with the dataset: mdm dataset info shows them, mdm dataset export writes them.
const predictions = { species: Array.from(y, (_, row) => classes[guess(row)]) };
const { table, rows } = await client.ml.savePredictions('penguins', predictions, { name: 'softmax', force: true });
console.log(`${table}: ${rows} rows`);

await client.close();
