import { expect, test } from 'vitest'
import { hostsEntry } from './resolv-conf.ts'

const HOSTS = `# the Pod's own
127.0.0.1\tlocalhost
::1\tlocalhost ip6-localhost
10.244.0.7\tbackend-5-x Backend.Example  # backend-5
10.244.0.8\tbackend.example other
nonsense\tbackend-9
`

test.each([
  ['localhost', '127.0.0.1', 'localhost'],
  ['backend-5-x', '10.244.0.7', 'backend-5-x'],
  ['backend.example', '10.244.0.7', 'backend-5-x'],
  ['other', '10.244.0.8', 'backend.example'],
])('%s is %s', (name, address, canonical) => {
  expect(hostsEntry(HOSTS, name)).toEqual({ address, canonical })
})

test.each(['backend-5', 'backend', 'ip6-localhost', 'backend-9', 'missing', ''])('%j is in no line of an IPv4 address', (name) => {
  expect(hostsEntry(HOSTS, name)).toBeUndefined()
})
