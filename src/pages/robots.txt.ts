import type { APIRoute } from 'astro'
import { file } from '../site/layouts/link.ts'

export const GET: APIRoute = ({ site }) => new Response(`User-agent: *\nAllow: /\nSitemap: ${new URL(file('sitemap-index.xml'), site)}\n`)
