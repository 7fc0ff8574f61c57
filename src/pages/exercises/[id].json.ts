import type { APIRoute } from 'astro'
import { exerciseIds, getExercise } from '../../site/lesson/exercises.ts'

export const getStaticPaths = () => exerciseIds().map((id) => ({ params: { id } }))

/** An exercise with all it needs in the page, fetched when it is opened. */
export const GET: APIRoute = ({ params }) => Response.json(getExercise(params['id'] as string))
