import type { Module } from './module.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

const toGraph = (modules: readonly Module[]): Graph =>
  new Map(
    modules.map(({ path, imports }) => [
      path,
      imports.flatMap((imported) => (imported.path === undefined ? [] : [imported.path])),
    ]),
  );

/** The first circle met from `path` on, as the files it goes through. */
const circleFrom = (
  graph: Graph,
  path: string,
  trail: readonly string[],
  done: Set<string>,
): readonly string[] | undefined => {
  if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
  if (done.has(path)) return undefined;
  for (const next of graph.get(path) ?? []) {
    const circle = circleFrom(graph, next, [...trail, path], done);
    if (circle !== undefined) return circle;
  }
  done.add(path);
  return undefined;
};

/** Imports that go round in a circle: one sentence, or none. */
export const findCycles = (modules: readonly Module[]): readonly string[] => {
  const graph = toGraph(modules);
  const done = new Set<string>();
  for (const { path } of modules) {
    const circle = circleFrom(graph, path, [], done);
    if (circle !== undefined) return [`Circle: ${circle.join(' → ')}`];
  }
  return [];
};
