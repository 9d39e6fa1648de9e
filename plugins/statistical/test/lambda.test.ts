import { boxcoxLambda, yeojohnsonLambda } from '../src/lambda.js';

// scipy 1.17.1: boxcox_normmax(x, method='mle') and yeojohnson_normmax(x), kept to [-5, 5]
const cases = [
  {
    name: 'lognormal',
    values: [
      0.68, 0.93, 0.91, 2.05, 0.43, 2.34, 1.26, 5.56, 5.84, 8.28, 5.02, 2.61, 5.41, 9.06, 1.61, 4.43, 2.63, 8.6, 1.39, 2.14, 3.63, 3.34,
      0.73, 3.63, 2.47, 2.24, 2.4, 3.24, 0.64, 9.41, 1.36, 0.45, 2.55, 8.72, 1.8, 9.4, 9.45, 1.36, 0.38, 1.01,
    ],
    boxcox: 0.10189151849516932,
    yeojohnson: -0.23839498244897092,
  },
  {
    name: 'normal with an outlier',
    values: [
      3.37, -0.63, -2.02, -1.68, 1, 0.95, 2.74, 2.98, -0.86, 0.69, -1.27, 1.14, -1.3, -1.4, 5.25, 1.06, 2.29, 6.08, 2.57, 0.77, 1.11, -0.49,
      3.19, 0.34, 4.53, 0.31, 0.29, 0.16, 2.25, 1.37, 3.74, -0.11, 1.58, 4.88, 0.52, 2.07, 4.14, 2.11, -0.27, -3.12, 14,
    ],
    boxcox: null,
    yeojohnson: 0.6217801106209517,
  },
  {
    name: 'uniform',
    values: [
      7.958, 6.244, 6.226, 8.128, 8.898, 7.458, 6.027, 6.798, 5.631, 6.737, 8.562, 5.811, 6.767, 7.529, 8.793, 7.518, 6.772, 7.613, 6.178,
      5.396, 8.33, 6.867, 8.707, 5.751, 5.052, 7.06, 7.853, 8.959, 7.551, 5.368,
    ],
    boxcox: 0.7377298414548819,
    yeojohnson: 0.7306331679681318,
  },
  {
    name: 'exponential',
    values: [
      1.4118, 1.1872, 1.005, 15.0987, 2.1731, 16.8355, 4.0099, 0.7459, 2.6459, 0.7071, 2.2132, 0.8058, 0.7634, 1.3884, 0.071, 0.2683,
      3.5414, 0.1427, 2.2384, 9.2696, 1.2046, 1.3794, 1.1337, 3.5235, 6.2197, 0.3592, 0.1092, 1.0621, 3.2523, 1.824, 2.0141, 3.0886, 0.6642,
      1.7739, 11.6634, 0.4214, 17.4138, 3.487, 15.6533, 2.3861, 1.968, 1.1032, 4.8302, 1.0487, 2.48, 0.8506, 5.119, 0.4293, 0.4874, 2.1073,
    ],
    boxcox: 0.05071466436645936,
    yeojohnson: -0.5552602676135636,
  },
  {
    name: 'many orders of magnitude',
    values: [1e-200, 0.001, 1, 5, 1000000, 1e30, 1e150],
    boxcox: 0.0009510332881326236,
    yeojohnson: -0.013802565196180373,
  },
  {
    name: 'shifted',
    values: [
      123.8, 94.6, 97.9, 103, 86.6, 111.2, 116.2, 107.6, 103.3, 98.5, 108.9, 68.5, 98.8, 102.6, 80.1, 104.3, 98.7, 99.7, 101, 105.8, 104.6,
      89.6, 98.8, 98.2, 100.4, 94.1, 109.7, 113, 115.2, 119.1,
    ],
    boxcox: 2.6528832847149397,
    yeojohnson: 2.6699300439649325,
  },
  {
    name: 'left-skewed',
    values: [1, 1.0595, 1.0959, 1.1225, 1.1435, 1.161, 1.176, 1.1892, 1.2009, 1.2115, 1.2212, 1.2301],
    boxcox: 5,
    yeojohnson: 5,
  },
  {
    name: 'below 0',
    values: [
      -4.66, -1.15, -4.28, -0.39, -0.31, -0.11, -4.63, -1.1, -0.24, -0.21, -0.35, -5.37, -0.82, -1.5, -7.63, -3.98, -1.68, -10.52, -0.67,
      -4.31, -0.21, -0.35, -2.92, -3.95, -1.27, -2.05, -2.03, -3.66, -0.3, -1.92,
    ],
    boxcox: null,
    yeojohnson: 2.299034747855985,
  },
];

describe('lambda', () => {
  test.each(cases)('$name', ({ values, boxcox, yeojohnson }) => {
    if (boxcox !== null) expect(Math.abs((boxcoxLambda(values) ?? NaN) - boxcox)).toBeLessThan(2e-6);
    expect(Math.abs((yeojohnsonLambda(values) ?? NaN) - yeojohnson)).toBeLessThan(2e-6);
  });
  test.each([[[]], [[3]], [[3, 3]], [[0, 1]], [[-1, 1]]])('no Box-Cox for %j', (values) => expect(boxcoxLambda(values)).toBeNull());
  test.each([[[]], [[3]], [[3, 3]], [[-0, 0]]])('no Yeo-Johnson for %j', (values) => expect(yeojohnsonLambda(values)).toBeNull());
  test('no lambda where rounding would merge the values', () => {
    const far = Array.from({ length: 30 }, (_, i) => 1e6 + Math.exp(i / 5));
    expect(boxcoxLambda(far)).toBeNull();
    expect(yeojohnsonLambda(far)).toBeNull();
  });
  test('the largest numbers', () => {
    expect(Number.isFinite(boxcoxLambda([1e308, 1e-308, 1, 1e300]))).toBe(true);
    expect(Number.isFinite(yeojohnsonLambda([1e308, -1e308, 1, 1e300]))).toBe(true);
  });
});
