let channel: MessageChannel | undefined
const waiting: (() => void)[] = []

/** Calls as soon as the browser has done what it is at. Timers would wait some ms longer. */
export function inOwnTask(callback: () => void): void {
  if (!channel) {
    channel = new MessageChannel()
    channel.port1.onmessage = () => waiting.shift()?.()
  }
  waiting.push(callback)
  channel.port2.postMessage(undefined)
}
