/**
 * Deliberate deviations from what MDM 1.0.6 made of the golden data sets, by side (`legacy` or `mdm1`), `data set/table` and feature:
 * why. A listed one that is equal is an error, so that the list does not outlive its reasons.
 * @type {Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>}
 */
export const deviations = { legacy: {}, mdm1: {} };
