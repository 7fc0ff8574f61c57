import Answer from './Answer.astro'
import Aside from './Aside.astro'
import Choice from './Choice.astro'
import Code from './Code.astro'
import Countdown from './Countdown.astro'
import Exercise from './Exercise.astro'
import Figure from './Figure.astro'
import File from './File.astro'
import Output from './Output.astro'
import Predict from './Predict.astro'
import Question from './Question.astro'
import ReadOn from './ReadOn.astro'
import Run from './Run.astro'
import Step from './Step.astro'
import Summary from './Summary.astro'
import Term from './Term.astro'
import Tick from './Tick.astro'

/** What a lesson's MDX may use without importing it. docs/authoring.md describes them. */
export const lessonComponents = {
  Answer,
  Aside,
  Choice,
  Countdown,
  Exercise,
  Figure,
  File,
  Output,
  Predict,
  Question,
  ReadOn,
  Run,
  Step,
  Summary,
  Term,
  Tick,
  code: Code,
}
