import { beforeAll, expect, test } from 'vitest'
import { FileSystem } from '../cluster/machine/filesystem.ts'
import { loadAllCode } from '../sim/code.ts'
import { codeOfConfig, installKubeconfig, loadConfig } from './config.ts'

beforeAll(loadAllCode)

test('the installed kubeconfig says the same when it is read as YAML', () => {
  const fs = new FileSystem(() => 0)
  installKubeconfig(fs, '/root')
  const files = ['/root/.kube/config']
  const installed = loadConfig(fs, files)
  expect(codeOfConfig(fs, files)).toBeUndefined()
  fs.writeFile('/root/.kube/config', `# mine\n${fs.readFile('/root/.kube/config')}`)
  expect(codeOfConfig(fs, files)?.name).toBe('kubectl’s manifests')
  expect(loadConfig(fs, files)).toEqual(installed)
})
