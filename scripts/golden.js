/** Writes the golden files of test/golden anew: the tests of that folder, told to write instead of to compare. */
process.env.MDM_GOLDEN = 'write';
process.argv.push('test/golden');
await import('../node_modules/jest/bin/jest.js');
