/**
 * The workbench: React and Ant Design, one chunk per screen and language, precompressed, below /desk/.
 * Vite writes the placeholder of the nonce that the server fills on every page (src/http/pages.ts).
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compress } from '../compress.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/desk/',
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: here('../../../dist/staff'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Ant Design marks its files for server components, which nothing here has.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  plugins: [compress()],
  server: { proxy: { '/api': process.env.LINLI_API ?? 'http://127.0.0.1:8080' } },
})
