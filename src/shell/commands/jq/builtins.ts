import { decodeBase64, encodeBase64 } from '../../../sim/base64.ts'
import { fromBytes, toBytes } from '../../../sim/bytes.ts'
import { formatDate } from '../../date.ts'
import { at } from './paths.ts'
import type { Json } from './tree.ts'
import { compare, describe, isObject, JqError, typeOf } from './values.ts'

/** What jq itself can say in jq. */
export const BUILTIN_SOURCE = [
  'def not: if . then false else true end;',
  'def map(f): [.[] | f];',
  'def map_values(f): .[] |= f;',
  'def select(f): if f then . else empty end;',
  'def recurse: ..;',
  'def recurse(f): def r: ., (f | r); r;',
  'def values: select(. != null);',
  'def nulls: select(. == null);',
  'def objects: select(type == "object");',
  'def arrays: select(type == "array");',
  'def strings: select(type == "string");',
  'def numbers: select(type == "number");',
  'def booleans: select(type == "boolean");',
  'def iterables: select(type == "array" or type == "object");',
  'def scalars: select(type != "array" and type != "object");',
  'def to_entries: [keys_unsorted[] as $k | {key: $k, value: .[$k]}];',
  'def from_entries: reduce .[] as $x ({}; . + {($x | if type == "object" then (if has("key") then .key elif has("k") then .k elif has("name") then .name elif has("Name") then .Name elif has("Key") then .Key else null end | if type == "string" then . else tojson end) else . end): ($x | if has("value") then .value elif has("v") then .v else .Value end)});',
  'def with_entries(f): to_entries | map(f) | from_entries;',
  'def add: reduce .[] as $x (null; . + $x);',
  'def add(f): reduce f as $x (null; . + $x);',
  'def any: reduce .[] as $x (false; . or $x);',
  'def all: reduce .[] as $x (true; . and $x);',
  'def any(f): reduce (.[] | f) as $x (false; . or $x);',
  'def all(f): reduce (.[] | f) as $x (true; . and $x);',
  'def any(g; f): reduce (g | f) as $x (false; . or $x);',
  'def all(g; f): reduce (g | f) as $x (true; . and $x);',
  'def in(x): . as $k | x | has($k);',
  'def inside(x): . as $v | x | contains($v);',
  'def range(n): range(0; n);',
  'def while(c; u): def w: if c then ., (u | w) else empty end; w;',
  'def range(a; b; s): a | while(if s > 0 then . < b elif s < 0 then . > b else false end; . + s);',
  'def until(c; u): def w: if c then . else (u | w) end; w;',
  'def repeat(f): def r: ., (f | r); r;',
  'def first: .[0];',
  'def last: .[-1];',
  'def last(f): reduce f as $x (null; $x);',
  'def nth(n): .[n];',
  'def nth(n; f): last(limit(n + 1; f));',
  'def isempty(f): first((f | false), true);',
  'def paths(f): . as $in | paths as $p | select($in | getpath($p) | f) | $p;',
  'def leaf_paths: paths(scalars);',
  'def IN(s): any(s == .; .);',
  'def IN(src; s): any(src == s; .);',
  'def walk(f): def w: if type == "object" then map_values(w) elif type == "array" then map(w) else . end | f; w;',
  'def test(re): [match(re)] | length > 0;',
  'def test(re; fl): [match(re; fl)] | length > 0;',
  'def capture(re): match(re) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;',
  'def capture(re; fl): match(re; fl) | [.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries;',
  'def scan(re): match(re; "g") | if (.captures | length) > 0 then [.captures[].string] else .string end;',
  'def sub(re; r; fl): . as $in | (reduce match(re; fl) as $m ([0, ""]; [$m.offset + $m.length, .[1] + $in[.[0]:$m.offset] + ([$m.captures[] | select(.name != null) | {key: .name, value: .string}] | from_entries | r)])) as $out | $out[1] + $in[$out[0]:];',
  'def sub(re; r): sub(re; r; "");',
  'def gsub(re; r): sub(re; r; "g");',
  'def gsub(re; r; fl): sub(re; r; fl + "g");',
  'def splits(re): . as $in | [match(re; "g") | [.offset, .length]] as $m | range(0; ($m | length) + 1) as $i | $in[(if $i == 0 then 0 else $m[$i - 1][0] + $m[$i - 1][1] end):(if $i < ($m | length) then $m[$i][0] else null end)];',
  'def split(re; fl): [splits(re)];',
  'def ascii: [.] | implode;',
  'def transpose: . as $in | (map(length) | max // 0) as $most | [range(0; $most) as $j | [range(0; $in | length) as $i | $in[$i][$j]]];',
  'def todate: strftime("%Y-%m-%dT%H:%M:%SZ");',
  'def fromdate: fromdateiso8601;',
  'def date: todate;',
  'def env($n): env[$n];',
  'def finites: select(isinfinite or isnan | not);',
  'def combinations: if length == 0 then [] else .[0][] as $x | (.[1:] | combinations) as $w | [$x] + $w end;',
  'def pick(f): . as $top | reduce path(f) as $p (null; setpath($p; $top | getpath($p)));',
  'def debug(f): (f | debug | empty), .;',
  'def INDEX(s; f): reduce s as $row ({}; .[$row | f | tostring] |= $row);',
  'def INDEX(f): INDEX(.[]; f);',
  'def tostream: path(def r: (.[]? | r), .; r) as $p | getpath($p) | reduce path(.[]?) as $q ([$p, .]; [$p + $q]);',
  'def fromstream(f): {x: null, e: false} as $init | foreach f as $i ($init; if .e then $init else . end | if $i | length == 2 then setpath(["e"]; $i[0] | length == 0) | setpath(["x"] + $i[0]; $i[1]) else setpath(["e"]; $i[0] | length == 1) end; if .e then .x else empty end);',
  'def halt_error: error;',
] as const

function text(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function list(value: Json, what: string): Json[] {
  if (!Array.isArray(value)) throw new JqError(`${describe(value)} cannot be ${what}, as it is not an array`)
  return value
}

function number(value: Json): number {
  if (typeof value !== 'number') throw new JqError(`${describe(value)} number required`)
  return value
}

function contains(a: Json, b: Json): boolean {
  if (typeOf(a) !== typeOf(b)) throw new JqError(`${describe(a)} and ${describe(b)} cannot have their containment checked`)
  if (isObject(a) && isObject(b))
    return Object.entries(b).every(
      ([key, value]) => Object.hasOwn(a, key) && typeOf(a[key] as Json) === typeOf(value) && contains(a[key] as Json, value),
    )
  if (Array.isArray(a) && Array.isArray(b))
    return b.every((item) => a.some((other) => typeOf(other) === typeOf(item) && contains(other, item)))
  if (typeof a === 'string') return a.includes(b as string)
  return compare(a, b) === 0
}

function flatten(items: readonly Json[], depth: number): Json[] {
  return items.flatMap((item) => (Array.isArray(item) && depth > 0 ? flatten(item, depth - 1) : [item]))
}

function sorted(value: Json): Json[] {
  return [...list(value, 'sorted')].sort(compare)
}

function unique(items: readonly Json[]): Json[] {
  return items.filter((item, index) => index === 0 || compare(items[index - 1] as Json, item) !== 0)
}

function indices(input: Json, what: Json): Json {
  if (input === null) return null
  if (typeof input === 'string' && typeof what === 'string') {
    const found: number[] = []
    for (let from = input.indexOf(what); from >= 0 && what !== ''; from = input.indexOf(what, from + 1)) found.push(from)
    return found
  }
  if (Array.isArray(input) && !Array.isArray(what)) return input.flatMap((item, index) => (compare(item, what) === 0 ? [index] : []))
  return at(input, what)
}

const keysOf = (value: Json): Json[] => {
  if (Array.isArray(value)) return value.map((_, index) => index)
  if (isObject(value)) return Object.keys(value)
  throw new JqError(`${describe(value)} has no keys`)
}

const best = (value: Json, sign: number): Json => {
  const items = list(value, 'iterated over')
  return items.reduce<Json>((kept, item, index) => (index === 0 || sign * compare(item, kept) >= (sign > 0 ? 0 : 1) ? item : kept), null)
}

type Simple = (input: Json, ...args: Json[]) => Json

const math =
  (fn: (value: number) => number): Simple =>
  (input) =>
    fn(number(input))

function codepoint(value: Json): string {
  if (typeof value !== 'number') return fail('Unicode codepoint must be numeric')
  return value >= 0 && value <= 0x10ffff && Number.isInteger(value) ? String.fromCodePoint(value) : '\ufffd'
}

/** Functions of values to one value. */
export const SIMPLE: ReadonlyMap<string, Simple> = new Map<string, Simple>([
  [
    'length/0',
    (value) =>
      value === null
        ? 0
        : typeof value === 'string'
          ? [...value].length
          : typeof value === 'number'
            ? Math.abs(value)
            : Array.isArray(value)
              ? value.length
              : isObject(value)
                ? Object.keys(value).length
                : fail(`${describe(value)} has no length`),
  ],
  ['utf8bytelength/0', (value) => toBytes(value as string).length],
  ['type/0', typeOf],
  ['keys/0', (value) => keysOf(value).sort(compare)],
  ['keys_unsorted/0', keysOf],
  [
    'has/1',
    (value, key) =>
      isObject(value) && typeof key === 'string'
        ? Object.hasOwn(value, key)
        : Array.isArray(value) && typeof key === 'number'
          ? key >= 0 && key < value.length
          : fail(`Cannot check whether ${typeOf(value)} has a ${typeof key === 'string' ? 'string' : typeOf(key)} key`),
  ],
  ['contains/1', contains],
  ['flatten/0', (value) => flatten(list(value, 'flattened'), 1000)],
  ['flatten/1', (value, depth) => flatten(list(value, 'flattened'), number(depth as Json))],
  ['floor/0', math(Math.floor)],
  ['ceil/0', math(Math.ceil)],
  ['round/0', math(Math.round)],
  ['sqrt/0', math(Math.sqrt)],
  ['fabs/0', math(Math.abs)],
  ['abs/0', math(Math.abs)],
  ['log/0', math(Math.log)],
  ['log2/0', math(Math.log2)],
  ['log10/0', math(Math.log10)],
  ['exp/0', math(Math.exp)],
  ['pow/2', (_, a, b) => number(a as Json) ** number(b as Json)],
  ['infinite/0', () => Number.MAX_VALUE],
  ['nan/0', () => Number.NaN],
  ['isinfinite/0', (value) => Math.abs(number(value)) >= Number.MAX_VALUE],
  ['isnan/0', (value) => Number.isNaN(number(value))],
  ['tostring/0', text],
  ['tojson/0', (value) => JSON.stringify(value)],
  [
    'fromjson/0',
    (value) => {
      try {
        return JSON.parse(value as string)
      } catch {
        throw new JqError(`${value} (while parsing '${value}')`)
      }
    },
  ],
  [
    'tonumber/0',
    (value) => {
      if (typeof value === 'number') return value
      const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
      return Number.isNaN(parsed)
        ? fail(
            typeof value === 'string'
              ? `Invalid numeric literal at EOF at line 1, column ${value.length} (while parsing '${value}')`
              : `${describe(value)} cannot be parsed as a number`,
          )
        : parsed
    },
  ],
  ['sort/0', sorted],
  ['unique/0', (value) => unique(sorted(value))],
  [
    'reverse/0',
    (value) => (typeof value === 'string' ? [...value].reverse().join('') : value === null ? [] : [...list(value, 'reversed')].reverse()),
  ],
  ['min/0', (value) => best(value, -1)],
  ['max/0', (value) => best(value, 1)],
  [
    'startswith/1',
    (value, head) =>
      typeof value === 'string' && typeof head === 'string' ? value.startsWith(head) : fail('startswith() requires string inputs'),
  ],
  [
    'endswith/1',
    (value, tail) =>
      typeof value === 'string' && typeof tail === 'string' ? value.endsWith(tail) : fail('endswith() requires string inputs'),
  ],
  [
    'ltrimstr/1',
    (value, head) => (typeof value === 'string' && typeof head === 'string' && value.startsWith(head) ? value.slice(head.length) : value),
  ],
  [
    'rtrimstr/1',
    (value, tail) =>
      typeof value === 'string' && typeof tail === 'string' && tail !== '' && value.endsWith(tail) ? value.slice(0, -tail.length) : value,
  ],
  ['trim/0', (value) => (typeof value === 'string' ? value.trim() : fail('trim input must be a string'))],
  ['ascii_downcase/0', (value) => (typeof value === 'string' ? value.toLowerCase() : fail('ascii_downcase input must be a string'))],
  ['ascii_upcase/0', (value) => (typeof value === 'string' ? value.toUpperCase() : fail('ascii_upcase input must be a string'))],
  [
    'explode/0',
    (value) =>
      typeof value === 'string' ? [...value].map((letter) => letter.codePointAt(0) as number) : fail('explode input must be a string'),
  ],
  ['implode/0', (value) => (Array.isArray(value) ? value.map(codepoint).join('') : fail('implode input must be an array'))],
  [
    'split/1',
    (value, by) =>
      typeof value === 'string' && typeof by === 'string'
        ? value === ''
          ? []
          : value.split(by)
        : fail('split input and separator must be strings'),
  ],
  [
    'join/1',
    (value, by) =>
      list(value, 'iterated over')
        .map((item) =>
          item === null
            ? ''
            : isObject(item) || Array.isArray(item)
              ? fail(`${describe(by as Json)} and ${describe(item)} cannot be added`)
              : text(item),
        )
        .join(by as string),
  ],
  ['index/1', (value, what) => at((indices(value, what as Json) ?? []) as Json, 0)],
  ['rindex/1', (value, what) => at((indices(value, what as Json) ?? []) as Json, -1)],
  ['indices/1', (value, what) => indices(value, what as Json)],
  ['input_line_number/0', () => 0],
  ['input_filename/0', () => null],
  ['builtins/0', () => [...SIMPLE.keys()]],
  ['toarray/0', (value) => (Array.isArray(value) ? value : [value])],
  ['strftime/1', (value, format) => formatDate(format as string, number(value) * 1000)],
  [
    'gmtime/0',
    (value) => {
      const date = new Date(number(value) * 1000)
      return [
        date.getUTCFullYear(),
        date.getUTCMonth(),
        date.getUTCDate(),
        date.getUTCHours(),
        date.getUTCMinutes(),
        date.getUTCSeconds(),
        date.getUTCDay(),
        0,
      ]
    },
  ],
  [
    'fromdateiso8601/0',
    (value) => {
      const time = Date.parse(value as string)
      return Number.isNaN(time) ? fail(`date "${value}" does not match format "%Y-%m-%dT%H:%M:%SZ"`) : Math.floor(time / 1000)
    },
  ],
])

function fail(message: string): never {
  throw new JqError(message)
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' }

function row(value: Json, cell: (item: Json) => string, glue: string): string {
  if (!Array.isArray(value))
    throw new JqError(`${describe(value)} cannot be ${glue === ',' ? 'csv' : 'tsv'}-formatted, only an array can be`)
  return value
    .map((item) => {
      if (item === null) return ''
      if (typeof item === 'object') throw new JqError(`${describe(item)} is not valid in a ${glue === ',' ? 'csv' : 'tsv'} row`)
      return cell(item)
    })
    .join(glue)
}

/** `@text`, `@csv` and the other formats. */
export const FORMATS: ReadonlyMap<string, (value: Json) => Json> = new Map<string, (value: Json) => Json>([
  ['@text', text],
  ['@json', (value) => JSON.stringify(value)],
  ['@csv', (value) => row(value, (item) => (typeof item === 'string' ? `"${item.replaceAll('"', '""')}"` : String(item)), ',')],
  [
    '@tsv',
    (value) =>
      row(
        value,
        (item) =>
          typeof item === 'string'
            ? item.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
            : String(item),
        '\t',
      ),
  ],
  ['@html', (value) => text(value).replace(/[<>&'"]/g, (letter) => HTML[letter] as string)],
  [
    '@uri',
    (value) => encodeURIComponent(text(value)).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`),
  ],
  [
    '@sh',
    (value) =>
      (Array.isArray(value) ? value : [value])
        .map((item) =>
          typeof item === 'string'
            ? `'${item.replaceAll("'", "'\\''")}'`
            : typeof item === 'object' && item !== null
              ? fail(`${describe(item)} can not be escaped for shell`)
              : String(item),
        )
        .join(' '),
  ],
  ['@base64', (value) => encodeBase64(toBytes(text(value)))],
  [
    '@base64d',
    (value) => {
      const { bytes, valid } = decodeBase64(text(value).padEnd(Math.ceil(text(value).length / 4) * 4, '='))
      return valid ? fromBytes(bytes) : fail(`${describe(value)} is not valid base64 data`)
    },
  ],
])
