import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { Progress } from './progress.ts'
import { type SourceOptions, sourcesOf } from './submissions.ts'
import { whenChanged } from './watch.ts'
import { readZip } from './zip.ts'

const root = mkdtempSync(join(tmpdir(), 'podtalk-submissions-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
function put(path: string, content: string | Uint8Array): string {
  const full = join(root, path)
  mkdirSync(dirname(full), { recursive: true })
  writeFileSync(full, content)
  return full
}

const OPTIONS: SourceOptions = { each: true, except: new Set(), stdin: () => new Uint8Array(), nameOfText: 'stdin.yaml' }
/** What every learner has handed in, or why it cannot be read. */
async function handedIn(paths: string | string[], options: Partial<SourceOptions> = {}): Promise<Record<string, unknown>> {
  const sources = await sourcesOf([paths].flat(), { ...OPTIONS, ...options })
  const read = sources.map(async ({ name, read }) => [name, await read().catch((error: Error) => error.message)])
  return Object.fromEntries(await Promise.all(read))
}

/** A zip by hand, so that it can lie: `count` entries over the same data, each of which says that it has 10 bytes. */
function lyingZip(data: Uint8Array, count: number): Uint8Array {
  const packed = deflateRawSync(data)
  const fields = (size: number, at: Record<number, [2 | 4, number]>): Buffer => {
    const header = Buffer.alloc(size)
    for (const [offset, [width, value]] of Object.entries(at)) header.writeUIntLE(value, Number(offset), width)
    return header
  }
  const name = (index: number): Buffer => Buffer.from(`a${String(index).padStart(3, '0')}.yaml`)
  const local = fields(30, { 0: [4, 0x04034b50], 4: [2, 20], 8: [2, 8], 18: [4, packed.length], 22: [4, 10], 26: [2, 9] })
  const body = Buffer.concat([local, name(0), packed])
  const entries = Array.from({ length: count }, (_, index) => [
    fields(46, { 0: [4, 0x02014b50], 4: [2, 20], 6: [2, 20], 10: [2, 8], 20: [4, packed.length], 24: [4, 10], 28: [2, 9] }),
    name(index),
  ]).flat()
  const list = Buffer.concat(entries)
  return Buffer.concat([
    body,
    list,
    fields(22, { 0: [4, 0x06054b50], 8: [2, count], 10: [2, count], 12: [4, list.length], 16: [4, body.length] }),
  ])
}

describe('a class', () => {
  put('class/anna/hw/a.yaml', 'a: 1')
  put('class/anna/.git/config.yaml', 'secret: 1')
  put('class/ben/homework.zip', zipSync({ 'ben-main/hw/b.yaml': bytes('b: 1'), '__MACOSX/hw/._b.yaml': bytes('') }))
  put('class/carl.sh', 'kubectl get pods')
  put('class/__MACOSX/x.yaml', '')
  put('class/readme.txt', '')
  put('class/grades.json', '{}')
  mkdirSync(join(root, 'class/dora'))
  symlinkSync(join(root, 'class/anna/hw'), join(root, 'class/dora/hw'))
  symlinkSync(join(root, 'class/anna'), join(root, 'class/eve'))

  test('is every folder, zip and file in it; reports that are being written are nobody’s', async () => {
    expect(await handedIn(join(root, 'class'), { except: new Set([join(root, 'class/grades.json')]) })).toEqual({
      anna: { 'hw/a.yaml': 'a: 1' },
      ben: { 'homework.zip/ben-main/hw/b.yaml': 'b: 1' },
      'carl.sh': { 'carl.sh': 'kubectl get pods' },
      dora: {},
      eve: expect.stringContaining('links are not followed'),
    })
  })

  test('the work may lie within a folder, of a zip too, and no link leads to it', async () => {
    const except = new Set([join(root, 'class/grades.json'), join(root, 'class/carl.sh')])
    expect(await handedIn(join(root, 'class'), { within: 'hw', except })).toEqual({
      anna: { 'a.yaml': 'a: 1' },
      ben: {},
      dora: 'hw is a link, and links are not followed.',
      eve: expect.stringContaining('links are not followed'),
    })
    expect(await handedIn(join(root, 'class/ben'), { each: true, within: 'hw' })).toEqual({ 'homework.zip': { 'b.yaml': 'b: 1' } })
  })

  test('classes may have learners of the same name', async () => {
    put('other/anna/a.yaml', 'a: 2')
    const names = Object.keys(await handedIn([join(root, 'class'), join(root, 'other')]))
    expect(names).toContain(`${join(root, 'class')}/anna`)
    expect(names).toContain(`${join(root, 'other')}/anna`)
  })

  test('in a zip is read learner by learner, and what one of them handed in as a zip too', async () => {
    const inner = zipSync({ 'hw.yaml': bytes('c: 1') })
    const path = put(
      'moodle.zip',
      zipSync({ 'all/Ann_1/a.yaml': bytes('a: 1'), 'all/Cem_2/work.zip': inner, 'all/Dee_3/notes.pdf': bytes('') }),
    )
    expect(await handedIn(path)).toEqual({ Ann_1: { 'a.yaml': 'a: 1' }, Cem_2: { 'work.zip/hw.yaml': 'c: 1' } })
    expect(await handedIn('-', { stdin: () => zipSync({ 'a.yaml': bytes('a: 1'), 'b/b.yaml': bytes('b: 1') }) })).toEqual({
      'a.yaml': { 'a.yaml': 'a: 1' },
      b: { 'b.yaml': 'b: 1' },
    })
  })
})

test('what Windows PowerShell writes is read', async () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('名: 值', 'utf16le')])
  put('windows/a/a.yaml', utf16)
  expect(await handedIn(join(root, 'windows'))).toEqual({ a: { 'a.yaml': '名: 值' } })
})

describe('a zip', () => {
  test.each([
    ['that leads out', zipSync({ '../../a.yaml': bytes('') }), 'relative path'],
    ['that leads out by the root', zipSync({ '/etc/a.yaml': bytes('') }), 'absolute path'],
    ['that leads out by a drive', zipSync({ 'C:\\a.yaml': bytes('') }), 'absolute path'],
    ['that is none', bytes('PK\x03\x04 and then nothing'), 'not a zip'],
    ['with more than a submission may have', zipSync({ 'a.yaml': new Uint8Array(3_000_000) }), 'larger than'],
    [
      'with too many files',
      zipSync(Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`${i}.yaml`, bytes('')]))),
      'more than 1000',
    ],
  ])('%s is refused', async (_, zip, why) => {
    await expect(readZip(zip)).rejects.toThrow(why)
  })

  test('that lies about what is in it costs next to nothing', async () => {
    const zip = lyingZip(new Uint8Array(200_000_000), 900)
    const before = process.cpuUsage().user
    await expect(readZip(zip)).rejects.toThrow('more in the zip than it says')
    // Unpacking it all would take minutes.
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000)
  })
})

describe('the bar', () => {
  const drawn = (isTTY: boolean): string[] => {
    const out: string[] = []
    const progress = new Progress(3, { isTTY, write: (text: unknown) => (out.push(String(text)), true) })
    progress.step()
    progress.clear()
    progress.clear()
    return out
  }
  test('is drawn on a terminal, and taken away for other lines', () => {
    const [bar, gone, ...more] = drawn(true)
    expect(bar).toContain('1/3')
    expect(gone).toBe('\r\x1b[K')
    expect(more).toEqual([])
  })
  test('is quiet in a pipe', () => expect(drawn(false)).toEqual([]))
})

test('watching does not look at its own reports, and waits for what is not there yet', async () => {
  const leave = new AbortController()
  const report = join(root, 'home/report.json')
  put('home/a.yaml', '1')
  let looks = 0
  const until = async (count: number): Promise<void> => {
    for (let tries = 0; looks < count && tries < 200; tries++) await new Promise((resolve) => setTimeout(resolve, 25))
  }
  const paths = [join(root, 'home'), join(root, 'later.yaml')]
  const done = whenChanged(paths, new Set([report]), async () => void put('home/report.json', String(++looks)), leave.signal)
  await until(1)
  await new Promise((resolve) => setTimeout(resolve, 400))
  expect(looks).toBe(1)
  put('later.yaml', 'now')
  await until(2)
  put('home/a.yaml', '2')
  await until(3)
  leave.abort()
  await done
  expect(looks).toBe(3)
})
