// Starts `relais demo` on a free port and a folder of its own, and stops it by its handle.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const READY = /Relais is ready at (http:\/\/\S+)/;
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 10_000;

export const BINARY = process.env.RELAIS_BINARY ?? path.join(ROOT, 'target/debug/relais');

/**
 * A running demonstration: { origin, data, readyMs, pid, output(), stop() }.
 * `data` kept between two starts is given by the caller and then not removed; else the folder goes with stop().
 */
export async function startRelais({ binary = BINARY, data, fresh = true, clock, args = [] } = {}) {
  const folder = data ?? (await mkdtemp(path.join(tmpdir(), 'relais-demo-')));
  const words = ['demo', '--port', '0', '--data', folder];
  if (fresh) words.push('--fresh');
  if (clock) words.push('--clock', clock);
  const start = performance.now();
  const child = spawn(binary, [...words, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const lastResort = () => child.kill('SIGKILL');
  process.on('exit', lastResort);
  const ended = new Promise((resolve) => child.once('close', resolve));
  let output = '';

  const stop = async () => {
    child.kill('SIGTERM');
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(impatient);
    process.off('exit', lastResort);
    if (!data) await rm(folder, { recursive: true, force: true });
    return child.exitCode;
  };

  let limit;
  const origin = await new Promise((resolve, reject) => {
    limit = setTimeout(() => reject(new Error(`not ready after ${START_LIMIT_MS} ms`)), START_LIMIT_MS);
    const read = (chunk) => {
      output += chunk;
      const ready = READY.exec(output);
      if (ready) resolve(ready[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`${binary} ended with ${code} before it was ready`)));
  })
    .catch(async (error) => {
      await stop();
      throw new Error(`${error.message}\n${output}`);
    })
    .finally(() => clearTimeout(limit));

  return { origin, data: folder, readyMs: performance.now() - start, pid: child.pid, output: () => output, stop };
}
