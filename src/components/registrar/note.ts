/** Begins the note of a registration that the old side has done. */
export const BY_OLD = 'Registered as MDM 1.0.6 did';
