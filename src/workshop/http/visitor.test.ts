import type { IncomingMessage } from 'node:http'
import { expect, test } from 'vitest'
import { visitorOf } from './visitor.ts'

const request = (forwarded: string | undefined): IncomingMessage =>
  ({ socket: { remoteAddress: '10.0.0.9' }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as never

test('without proxies whoever connects is the visitor, whatever they say', () => {
  expect(visitorOf(request('1.2.3.4'), 0)).toBe('10.0.0.9')
})

test('behind proxies it is the address that the outermost of them saw', () => {
  expect(visitorOf(request('203.0.113.7'), 1)).toBe('203.0.113.7')
  expect(visitorOf(request('203.0.113.7, 10.0.0.1'), 2)).toBe('203.0.113.7')
})

test('what a visitor writes in front counts for nothing', () => {
  expect(visitorOf(request('made-up, 1.1.1.1, 203.0.113.7'), 1)).toBe('203.0.113.7')
  expect(visitorOf(request(undefined), 1)).toBe('10.0.0.9')
})
