/** The programs that ask for names, loaded together. */
export { dig } from './dig/dig.ts'
export { getent } from './getent/getent.ts'
export { host } from './host/host.ts'
export { bindNslookup } from './nslookup/bind.ts'
export { busyboxNslookup } from './nslookup/busybox.ts'
