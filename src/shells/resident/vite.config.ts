/**
 * The resident web app: React code compiled against preact, one chunk per screen and language, precompressed.
 * No inline script or style leaves this build, so the page's security policy needs no exception for it.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/

/** Writes .br and .gz beside every text asset, so that the server never compresses the same bytes twice. */
function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!TEXT.test(name)) continue
        const bytes = readFileSync(join(folder, name))
        writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }))
        writeFileSync(
          join(folder, `${name}.br`),
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }),
        )
      }
    },
  }
}

export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: here('../public'),
  resolve: {
    alias: [
      { find: /^react\/jsx(-dev)?-runtime$/, replacement: 'preact/jsx-runtime' },
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react(-dom)?$/, replacement: 'preact/compat' },
    ],
  },
  build: {
    outDir: here('../../../dist/resident'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        // small things that nearly every page asks for come in one piece: each of its own costs its headers
        codeSplitting: {
          groups: [
            { name: 'parts', test: /resident\/(later|load|community|live)\.tsx?$|lib\/number\.ts$|preload-helper/ },
          ],
        },
      },
    },
  },
  plugins: [precompress()],
  server: { proxy: { '/api': process.env.LINLI_API ?? 'http://127.0.0.1:8080' } },
})
