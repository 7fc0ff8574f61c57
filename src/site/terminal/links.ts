import { WebLinksAddon } from '@xterm/addon-web-links'

/** Addresses that mean something in the lab only. */
const INSIDE = /^https?:\/\/(?:localhost|[\d.]+|\[[\da-f:]+\]|[\w-]+(?:\.[\w-]+)*\.(?:svc|local)|[\w-]+)(?::\d+)?(?:\/|$)/i

/** Addresses in the terminal: those of the lab are asked by `curl`, others open beside the course. */
export function links(type: (command: string) => void): WebLinksAddon {
  return new WebLinksAddon((_, address) => {
    if (INSIDE.test(address)) type(`curl '${address.replaceAll("'", '%27')}'`)
    else open(address, '_blank', 'noopener,noreferrer')
  })
}
