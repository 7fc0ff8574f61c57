export { corednsProgram } from './program.ts'
export { createDnsServer, type DnsServer } from './server.ts'
