/** A way to the database that can be cut and joined again, for tests of what people see while it is away. */
import net from 'node:net'

export interface Cable {
  /** Address through it. */
  readonly url: string
  cut(): Promise<void>
  join(): Promise<void>
  close(): Promise<void>
}

export async function cable(url: string): Promise<Cable> {
  const { hostname, port } = new URL(url)
  const open = new Set<net.Socket>()
  const server = net.createServer((near) => {
    const far = net.connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy()).on('close', () => other.destroy())
      one.pipe(other)
    }
  })
  const listen = async (at: number) => await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const { port: own } = server.address() as net.AddressInfo
  const through = new URL(url)
  through.hostname = '127.0.0.1'
  through.port = String(own)
  const cut = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of open) socket.destroy()
    open.clear()
    await closed
  }
  return {
    url: through.href,
    cut,
    join: async () => await listen(own),
    close: async () => {
      if (server.listening) await cut()
    },
  }
}
