/** The first script of every page: small, and all that must answer before the lab is there. */
import { memberAs } from './class/membership.ts'
import { registerServiceWorker } from './offline/register.ts'
import './page/navigation.ts'
import './page/header.ts'
import './page/keep-focus.ts'
import './page/panes.ts'
import './page/lab-start.ts'
import './page/lesson.ts'
import './page/pages.ts'
import './page/progress-on-pages.ts'
import './page/sandbox.ts'
import './page/term-cards.ts'

registerServiceWorker()

if (memberAs('learner') ?? memberAs('instructor')) void import('./class/start.ts').then(({ startClass }) => startClass())
