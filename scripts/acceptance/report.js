/** The report of a run. `ran`: id -> { status, check, message }; `open`: id -> why it does not hold yet. */
export function reportOf({ items, open, ran, backend }) {
  const rows = items.map(({ id, area, expected }) => {
    const result = ran.get(id);
    const outcome = open[id] !== undefined ? 'open' : result === undefined ? 'not run' : result.status === 'passed' ? 'holds' : 'fails';
    return {
      id,
      area,
      outcome,
      ...(expected.includes('platform:') ? { platform: 'by simulation' } : {}),
      ...(result === undefined ? {} : { check: `${result.check} [${id}]` }),
      ...(outcome === 'holds' ? {} : { why: open[id] ?? result?.message?.split('\n')[0] ?? 'no check ran' }),
    };
  });
  const failing = rows.filter(({ outcome }) => outcome !== 'holds').map(({ id, why }) => ({ id, why }));
  return {
    backend,
    total: rows.length,
    hold: rows.length - failing.length,
    // Rows of other platforms are simulated, so none is left out.
    notApplicable: [],
    issues: failing,
    documentation: failing.filter(({ id }) => id.startsWith('A11.')),
    rows,
  };
}

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
