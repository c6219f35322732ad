import type { UserConfig } from 'vite';

/** What all bundles for the browser share; `tools/build-widget.ts` says which there are. */
const shared: UserConfig = {
  mode: 'production',
  publicDir: false,
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': JSON.stringify('production') },
  build: {
    target: 'es2022',
    outDir: 'dist/widget',
    emptyOutDir: false,
    // Beside the scripts, without a comment in them.
    sourcemap: 'hidden',
    reportCompressedSize: false,
    // An ES library keeps its white space otherwise.
    rolldownOptions: { output: { minify: true } },
  },
};

export default shared;
