import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Keeps a server to so many connections. Those that have not asked anything yet, or not to the end of
 * its head, make way for others, the oldest first; where all are being answered, the newest is.
 */
export function limitConnections(server: Server, most: number): void {
  const open = new Set<Socket>()
  const idle = new Set<Socket>()
  server.on('connection', (socket) => {
    open.add(socket)
    idle.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      idle.delete(socket)
    })
    if (open.size > most) idle.values().next().value?.destroy()
  })
  server.on('request', ({ socket }, response) => {
    idle.delete(socket)
    response.once('close', () => {
      if (!socket.destroyed) idle.add(socket)
    })
  })
}
