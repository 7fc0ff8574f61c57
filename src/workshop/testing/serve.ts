// A workshop as a process of its own, for tests that kill it: `serve.ts DATABASE PORT` prints its address.
import { join } from 'node:path'
import { contentFolder } from '../../cli/course.ts'
import { workshopCourse } from '../../cli/workshop-course.ts'
import { startWorkshop } from '../workshop.ts'

const [database = '', port = '0'] = process.argv.slice(2)
const site = join(contentFolder(), '../public')
const { address } = await startWorkshop({
  database,
  site,
  course: workshopCourse(),
  host: '127.0.0.1',
  port: Number(port),
  keepDays: 30,
  round: 3_000,
})
process.stdout.write(`${address}\n`)
