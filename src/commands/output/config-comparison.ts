import { CASES } from '../../components/config/cases.js';
import type { ComparedKey, ComparedReaders } from '../../components/config/compare.js';
import { KNOWN, type KnownName } from '../../components/config/known.js';
import type { Document, DocumentRow } from '../../parity/document.js';
import { resultDocument } from '../../parity/results.js';

/** A comparison of the readers of the configuration: the cases, and every value in which they differ. */
export function configComparisonDocument({ result, keys }: ComparedReaders, all: boolean): Document {
  const { sentences, tables } = resultDocument(result);
  const of = (verdict: ComparedKey['verdict'], among = keys): number => among.filter((one) => one.verdict === verdict).length;
  const names = [...new Set(keys.flatMap(({ known }) => (known === undefined ? [] : [known])))];
  return {
    title: 'Readers of the configuration: MDM 1.0.6 and now',
    sentences,
    tables: [
      {
        title: 'Cases',
        heads: ['case', 'values', 'equal', 'known', 'different'],
        rows: CASES.map((name): DocumentRow => {
          const own = keys.filter((one) => one.case === name);
          const counts = [own.length, of('equal', own), of('known', own), of('different', own)];
          return { cells: [name, ...counts.map(String)], differs: of('different', own) > 0 };
        }),
      },
      {
        title: all ? 'Values' : 'Values that differ',
        heads: ['case', 'key', 'MDM 1.0.6', 'now', 'is'],
        rows: keys.filter(({ verdict }) => all || verdict !== 'equal').map(listed),
      },
      {
        title: 'Known differences',
        heads: ['name', 'why'],
        rows: names.map((name: KnownName) => ({ cells: [name, KNOWN[name]] })),
      },
      ...tables.filter(({ title }) => title === 'Sides'),
    ],
  };
}

const listed = (one: ComparedKey): DocumentRow => ({
  cells: [one.case, one.key, one.old, one.new, one.known === undefined ? one.verdict : `known: ${one.known}`],
  differs: one.verdict === 'different',
});
