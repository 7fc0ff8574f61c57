import { defineCollection } from 'astro:content'
import { glob } from 'astro/loaders'
import { z } from 'astro/zod'

/** The lessons, one file a language: `<lang>/<slug>.mdx`. What is not text (order … ticks) is the same in both languages. */
const lessons = defineCollection({
  loader: glob({ base: './content/lessons', pattern: '{en,zh-tw}/*.mdx' }),
  schema: z.strictObject({
    title: z.string().min(1),
    /** one or two sentences: under the title, in the outline, for search engines */
    summary: z.string().min(1),
    order: z.number().int().nonnegative(),
    minutes: z.number().int().positive(),
    /** the id of the scenario that the lesson's lab opens with */
    scenario: z.string(),
    /** slugs of lessons whose lab a learner may keep when this one begins */
    continues: z.array(z.string()).default([]),
    exercises: z.array(z.string()).default([]),
    /** conditions by id: checks of the grader, or `verb: traced` (a request that the learner's lab has seen) */
    ticks: z.record(z.string(), z.looseObject({ verb: z.string() })).default({}),
  }),
})

const both = z.strictObject({ 'zh-tw': z.string().min(1), en: z.string().min(1) })

/** The glossary, one file a term: `<id>.yaml`. */
const glossary = defineCollection({
  loader: glob({ base: './content/glossary', pattern: '*.yaml' }),
  schema: z.strictObject({
    term: both,
    text: both,
    /** other spellings, for the search */
    also: z.array(z.string()).default([]),
    /** the slug of the lesson that introduces it */
    lesson: z.string().optional(),
    /** the official documentation */
    docs: z.url().optional(),
  }),
})

export const collections = { lessons, glossary }
