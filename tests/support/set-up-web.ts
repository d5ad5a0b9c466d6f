/**
 * Builds the web once before tests that open pages.
 *
 * Read next: bin/prepare.mjs.
 */
import { buildWeb } from '../../bin/prepare.mjs'

export default async function setUp(): Promise<void> {
  await buildWeb()
}
