/**
 * Names of databases in the run's server, and their addresses.
 */

/** The migrated database that others are copied from. */
export const template = 'linli_template'

/** The address of another database in the same server. */
export function addressOf(url: string, name: string): string {
  const address = new URL(url)
  address.pathname = `/${name}`
  return address.href
}
