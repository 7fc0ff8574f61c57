import { resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Process } from '../../../cluster/machine/machine.ts'

/** What the API server's certificate is good for (kubeadm's names; every node's and Pod network's address). */
const NAMES =
  /^(kubernetes|kubernetes\.default|kubernetes\.default\.svc|kubernetes\.default\.svc\.cluster\.local|node-1|10\.96\.0\.1|192\.168\.50\.11)$/

const UNTRUSTED = `SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.`

/** Is the cluster's own authority trusted (--cacert), and the name one of the certificate's? The failure otherwise. */
export function trusts(process: Process, cacert: string | undefined, host: string): { code: number; error: string } | undefined {
  if (cacert === undefined) return { code: 60, error: UNTRUSTED }
  const file = process.machine.fs.lookup(resolvePath(process.cwd, cacert))
  const text = file?.type === 'file' ? process.machine.fs.readFile(resolvePath(process.cwd, cacert)) : ''
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return { code: 77, error: `error setting certificate file: ${cacert}` }
  if (!NAMES.test(host)) return { code: 60, error: `SSL: no alternative certificate subject name matches target host name '${host}'` }
  return undefined
}
