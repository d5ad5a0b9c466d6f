/**
 * Builds the web once before tests that open pages.
 *
 * A build that fails is told by each page that a test opens (browser.ts): thrown here it would stop all other tests too.
 * Read next: bin/prepare.mjs.
 */
import type { TestProject } from 'vitest/node'
import { buildWeb } from '../../bin/prepare.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    webFault: string
  }
}

let built: Promise<string> | undefined

export default async function setUp(project: TestProject): Promise<void> {
  built ??= buildWeb().then(
    () => '',
    (fault: unknown) => String(fault),
  )
  project.provide('webFault', await built)
}
