import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { edited, type Edit, type NamedTests, type Outcomes } from './mutation.ts';
import { readTap } from './tap.ts';

/** A copy of the working tree that may be broken; what it is a copy of is never touched. */
export interface WorkingCopy {
  /** Runs the named tests while the edits stand in this copy. */
  readonly test: (tests: NamedTests, edits?: readonly Edit[]) => Promise<Outcomes>;
  readonly remove: () => void;
}

/** Installed and built things are big and not mutated: links to them will do. */
const LINKED = ['node_modules', 'dist'];
const LEFT_OUT = new Set([...LINKED, '.git', '.data', 'coverage']);

/** Copies the working tree in the current folder. */
export function copyWorkingTree(): WorkingCopy {
  const folder = mkdtempSync(join(tmpdir(), 'pay-checkout-mutate-'));
  cpSync('.', folder, { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  for (const name of LINKED) symlinkSync(resolve(name), join(folder, name), 'junction');
  return {
    test: async (tests, edits = []) => {
      const restore = apply(folder, edits);
      try {
        return await runTests(folder, tests);
      } finally {
        restore();
      }
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** Nothing is written unless every edit applies. */
function apply(folder: string, edits: readonly Edit[]): () => void {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  for (const edit of edits) {
    const source = after.get(edit.file) ?? readFileSync(join(folder, edit.file), 'utf8');
    if (!before.has(edit.file)) before.set(edit.file, source);
    after.set(edit.file, edited(source, edit));
  }
  const write = (files: ReadonlyMap<string, string>): void => {
    for (const [file, source] of files) writeFileSync(join(folder, file), source);
  };
  write(after);
  return () => {
    write(before);
  };
}

/** A mutation may make a test wait for what never comes. */
const PATIENCE_MS = 60_000;

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** In a process of its own, of the file itself: a test runner around it would cost half a second. */
function runTests(cwd: string, { file, titles }: NamedTests): Promise<Outcomes> {
  const patterns = titles.map((title) => `--test-name-pattern=^${escaped(title)}$`);
  const args = ['--import', 'tsx', '--test-reporter=tap', ...patterns, file];
  // Node's own runner marks its children by it, and they then speak its language.
  const env = { ...process.env };
  delete env['NODE_TEST_CONTEXT'];
  return new Promise((fulfil, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', () => {
      fulfil(readTap(output));
    });
  });
}
