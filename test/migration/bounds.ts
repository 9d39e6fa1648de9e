/** How far features may be from the original's: a Box-Cox value further, as its fit has a flat optimum. */
export const bounds = ['*=rel:1e-9,abs:1e-12', '*_boxcox=rel:1e-5,abs:1e-12'];
