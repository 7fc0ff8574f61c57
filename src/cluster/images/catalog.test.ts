import { describe, expect, test } from 'vitest'
import { FileSystem } from '../machine/filesystem.ts'
import { findImage, PRESENT_IMAGES } from './catalog.ts'
import { layerOf, type TaggedImage } from './image.ts'
import { parseReference, type Reference, textOfReference } from './reference.ts'

const full = (text: string): string => {
  const reference = parseReference(text)
  return typeof reference === 'string' ? reference : textOfReference(reference)
}

describe('image names', () => {
  test.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['traefik/whoami', 'docker.io/traefik/whoami:latest'],
    ['docker.io/nginx', 'docker.io/library/nginx:latest'],
    ['registry.k8s.io/pause:3.10', 'registry.k8s.io/pause:3.10'],
    ['localhost:5000/a/b:c', 'localhost:5000/a/b:c'],
    [`nginx@sha256:${'a'.repeat(64)}`, `docker.io/library/nginx@sha256:${'a'.repeat(64)}`],
    ['Nginx:1.27', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['shop/Web', 'invalid reference format: repository name (shop/Web) must be lowercase'],
    ['nginx:', 'invalid reference format'],
    ['ng inx', 'invalid reference format'],
    ['http://nginx', 'invalid reference format'],
  ])('%s is %s', (text, expected) => {
    expect(full(text)).toBe(expected)
  })
})

describe('the catalog', () => {
  const find = (text: string) => findImage(parseReference(text) as Reference)

  test('tells an unknown name from an unknown tag', () => {
    expect(find('ngnix:1.27')).toBe('no repository')
    expect(find('nginx:9.9')).toBe('no tag')
    expect((find('nginx') as TaggedImage).name).toBe('docker.io/library/nginx:latest')
  })

  test('finds an image by its digest', () => {
    const { id, image } = find('hello-backend:1.0') as TaggedImage
    expect((find(id) as TaggedImage).image).toBe(image)
  })

  test('the course has its images on every node', () => {
    for (const name of ['nginx:1.27', 'busybox:1.28', 'busybox:latest', 'hello-backend:1.0', 'hello-frontend:1.0', 'dnsutils:1.0']) {
      expect(PRESENT_IMAGES.has((find(name) as TaggedImage).name), name).toBe(true)
    }
    expect(PRESENT_IMAGES.has('docker.io/library/redis:latest')).toBe(false)
  })

  test('images have the files of their kind', () => {
    const files = (name: string) => FileSystem.over(layerOf((find(name) as TaggedImage).image), () => 0)
    expect(files('dnsutils:1.0').readFile('/etc/os-release')).toContain('Debian GNU/Linux 12')
    expect(files('busybox:1.36').readFile('/etc/group')).toContain('wheel:x:10:root')
    expect(files('alpine').readFile('/etc/os-release')).toContain('ID=alpine')
    expect(files('curlimages/curl').stat('/entrypoint.sh').mode & 0o111).not.toBe(0)
    expect(files('nginx').readFile('/usr/share/nginx/html/index.html')).toContain('<title>Welcome to nginx!</title>')
  })
})
