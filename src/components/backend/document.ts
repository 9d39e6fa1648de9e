import type { Document } from '../../parity/document.js';
import { resultSummary, tallyText } from '../../parity/results.js';
import type { ExperimentResult } from '../../parity/trial-result.js';

const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** Cases of a comparison of storage, one line each. */
export const storageDocument = (subject: string, results: readonly ExperimentResult[]): Document => ({
  title: `Storage of ${subject}`,
  sentences: [tallyText(results)],
  tables: [
    {
      title: 'Cases',
      heads: ['case', 'verdict', 'old', 'new', 'wall', 'id', 'result'],
      rows: results.map((result) => ({
        cells: [
          result.name,
          result.verdict,
          ms(result.control.wallMs),
          ms(result.candidate.wallMs),
          result.deltaPercent === null ? '' : `${result.deltaPercent >= 0 ? '+' : ''}${result.deltaPercent.toFixed(0)} %`,
          result.id.slice(0, 8),
          resultSummary(result),
        ],
        differs: result.verdict === 'mismatched' || result.verdict === 'failed',
      })),
    },
  ],
});
