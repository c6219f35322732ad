import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { InlineConfig, Plugin } from 'vite';
import { compileTemplate } from 'vue/compiler-sfc';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A template as the usual plugin compiles it, told which tags are no components of Vue's. */
const vueTemplates: Plugin = {
  name: 'vue-templates',
  enforce: 'pre',
  async load(id) {
    if (!id.endsWith('.template')) return undefined;
    const { code, errors } = compileTemplate({
      source: await readFile(id, 'utf8'),
      filename: basename(id),
      id,
      compilerOptions: { isCustomElement: (tag) => tag === 'pay-checkout' },
    });
    if (errors.length > 0) throw new Error(`${basename(id)}: ${errors.join('; ')}`);
    return { code, moduleType: 'js' };
  },
};

// React runs its strict checks, effects twice over, in development alone.
const config: InlineConfig = {
  configFile: false,
  mode: 'development',
  logLevel: 'error',
  publicDir: false,
  define: {
    'process.env.NODE_ENV': JSON.stringify('development'),
    __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
  },
  plugins: [vueTemplates],
  build: {
    write: false,
    minify: false,
    target: 'es2022',
    lib: {
      entry: { react: pathOf('react.js'), vue: pathOf('vue.js') },
      formats: ['es'],
      fileName: (_format, name) => `${name}.js`,
    },
  },
};

/** Scripts by file name. */
export type Bundles = ReadonlyMap<string, string>;

let bundles: Promise<Bundles> | undefined;

/** The pages' frameworks with their sources, made once per process and first when they are needed. */
export const frameworkBundles = (): Promise<Bundles> => (bundles ??= makeBundles());

async function makeBundles(): Promise<Bundles> {
  const { NODE_ENV } = process.env;
  try {
    const built = await build(config);
    const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
    return new Map(
      outputs.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file.code]] : [])),
    );
  } finally {
    // Vite says `production` to the whole process.
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
}
