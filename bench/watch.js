import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** CPU seconds and peak GiB of a process and its children, as /proc tells; looked at 20 times a second. */
export function watch(pid) {
  const seen = new Map();
  let peak = 0;
  const look = () => {
    let total = 0;
    for (const id of family(pid)) {
      try {
        const stat = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').at(-1).split(' ');
        const kib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0);
        seen.set(id, { cpu: (Number(stat[11]) + Number(stat[12])) / 100 });
        total += kib;
      } catch {
        // It ended between the two looks.
      }
    }
    peak = Math.max(peak, total / 2 ** 20);
  };
  const timer = setInterval(look, 50);
  look();
  return {
    stop: () => {
      clearInterval(timer);
      return { cpu: [...seen.values()].reduce((sum, s) => sum + s.cpu, 0), peak };
    },
  };
}

function family(pid) {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    return [pid, ...children.flatMap(family)];
  } catch {
    return [pid];
  }
}

/** Runs a script of node to its end: wall and CPU seconds, peak GiB, and what it printed. */
export async function measured(args, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mdm-usage-'));
  const usage = join(folder, 'usage.json');
  try {
    const started = performance.now();
    const child = spawn(process.execPath, ['--import', join(import.meta.dirname, 'usage.js'), ...args], {
      ...options,
      env: { ...(options.env ?? process.env), BENCH_USAGE: usage },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = [[], []];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    const watched = watch(child.pid);
    const code = await new Promise((done) => child.on('close', done));
    const wall = (performance.now() - started) / 1000;
    const seen = watched.stop();
    const [stdout, stderr] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
    if (code !== 0) throw new Error(`${args.join(' ')} ended with exit code ${code}:\n${stderr}`);
    const own = existsSync(usage) ? JSON.parse(readFileSync(usage, 'utf8')) : { cpu: 0, peak: 0 };
    return { wall, cpu: Math.max(own.cpu, seen.cpu), peak: Math.max(own.peak, seen.peak), stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
