/**
 * The report of a run of a version of MDM, at a scale and a time. `ran`: id -> { status, check, message }; `open`: id -> why it does not hold yet; `differences`: id -> why the old side
 * answers otherwise.
 */
export function reportOf({ version, at, scale, items, open, ran, backend, side = 'new', differences = {} }) {
  const rows = items.map(({ id, area, expected }) => {
    const result = ran.get(id);
    const known = open[id] ?? differences[id];
    const outcome = open[id] !== undefined ? 'open' : outcomeOf(result, differences[id]);
    return {
      id,
      area,
      outcome,
      ...(expected.includes('platform:') ? { platform: 'by simulation' } : {}),
      ...(result === undefined ? {} : { check: `${result.check} [${id}]` }),
      ...(outcome === 'holds'
        ? {}
        : { why: (outcome === 'fails' ? undefined : known) ?? result?.message?.split('\n')[0] ?? 'no check ran' }),
    };
  });
  const failing = rows.filter(({ outcome }) => outcome !== 'holds' && outcome !== 'differs').map(({ id, why }) => ({ id, why }));
  return {
    version,
    at,
    scale,
    backend,
    side,
    total: rows.length,
    hold: rows.filter(({ outcome }) => outcome === 'holds').length,
    differ: rows.filter(({ outcome }) => outcome === 'differs').length,
    // Rows of other platforms are simulated, so none is left out.
    notApplicable: [],
    issues: failing,
    documentation: failing.filter(({ id }) => id.startsWith('A11.')),
    rows,
  };
}

const outcomeOf = (result, difference) => {
  if (result === undefined) return 'not run';
  if (result.status !== 'passed') return 'fails';
  return difference === undefined ? 'holds' : 'differs';
};

/** The lines of items.tsv. */
export const itemsOf = (text) =>
  text
    .split('\n')
    .slice(1)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id, area, action, expected] = line.split('\t');
      return { id, area, action, expected };
    });
