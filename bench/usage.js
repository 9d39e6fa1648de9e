import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// Loaded by --import: when the process ends it writes what the system counted for it, which a look from outside sees only in part.
const file = process.env.BENCH_USAGE;
if (isMainThread && file)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ cpu: (userCPUTime + systemCPUTime) / 1e6, peak: maxRSS / 2 ** 20 }));
  });
