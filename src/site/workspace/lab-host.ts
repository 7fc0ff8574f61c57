import { batch, type ReadonlySignal, signal } from '@preact/signals'
import type { Lab, NewInput } from '../../lab/lab.ts'
import type { LabInput, LabLog } from '../../lab/log.ts'
import { firstPrompt, type Scenario } from '../../lab/scenario.ts'
import type { Terminal } from '../../lab/terminal.ts'
import { type Code, CodeMissing } from '../../sim/code.ts'
import { ClusterChanges } from './cluster-changes.ts'
import { CodeLoading } from './code-loading.ts'
import { LabKeeper } from './lab-keeper.ts'
import { saveLab } from './lab-storage.ts'
import { Pace, type Speed } from './pace.ts'
import { guestOf } from './places.ts'

/** A terminal whose prompt is known before its lab is there: it can be typed into meanwhile. */
export interface Coming {
  terminal: string
  machine: string
  prompt: string
  /** it stands on the page */
  shown(): void
}

/** What the host needs of the engine; the page gives it the real one. */
export interface Engine {
  Lab: { open(options: { scenario: Scenario; seed?: string }): Lab; replay(log: LabLog, until?: number): Lab }
  LOG_VERSION: LabLog['version']
  /** code that a lab with commands in it cannot do without */
  ANY_COMMANDS: readonly Code[]
}

/** How far "to the next event" looks, ms of virtual time. */
const NEXT_LIMIT = 600_000
/** A prompt is waited for so long until it stands, ms. */
const COMING_LIMIT = 4_000
/** Quiet time in a film that is skipped, ms. */
const FILM_PAUSE = 1_600
/** Name of the measured time that a saved lab took to be replayed. */
export const REPLAY = 'podtalk:replay'
/** Seed of every lab: what lessons show is what learners see. */
const SEED = '1'

/**
 * What `open` has opened: a new lab, the saved one, one from another lesson, one whose lesson has
 * changed since, a new one since the saved one cannot be replayed; or somebody else was faster.
 */
export type Opened = 'new' | 'kept' | 'carried' | 'outdated' | 'unreadable' | 'overtaken'

/** The lab that the page shows now: it opens, paces, undoes and replaces it, and has it kept. */
export class LabHost {
  readonly lab = signal<Lab | undefined>(undefined)
  /** under which the lab is saved: `scenario:pod-ip`, `exercise:backend-pod`, `sandbox` */
  readonly key = signal('')
  /** ms of virtual time since the lab opened */
  readonly now = signal(0)
  readonly speed = signal<Speed>(1)
  /** ids of the open terminals, in order */
  readonly terminals = signal<readonly string[]>([])
  /** a program at a terminal wants a file edited (`kubectl edit`, `vi`) */
  readonly editing = signal<{ terminal: string; path: string; text: string } | undefined>(undefined)
  /** called before a line is entered: unsaved edits go into the lab first */
  readonly beforeLine = new Set<() => void>()
  /** what was undone and can be done again */
  readonly undone = signal<LabLog | undefined>(undefined)
  /** the first terminal of a lab that is on its way */
  readonly coming = signal<Coming | undefined>(undefined)
  /** a film is being shown: the log that it plays */
  readonly film = signal<LabLog | undefined>(undefined)
  readonly loading = new CodeLoading({ loaded: () => this.#pace?.kick(), saved: () => this.keeper.saved() })
  readonly keeper = new LabKeeper(() => this.lab.peek() && this.log())
  #code: Code<Engine>
  #scenario: Scenario | undefined
  #pace: Pace | undefined
  #changes = new ClusterChanges()
  #opening = 0
  /** changes up to the film's last turn */
  #atFilm = -1

  /** rises when panels that show the cluster are to look again */
  get changes(): ReadonlySignal<number> {
    return this.#changes.told
  }

  /** `engine`: may still have to be loaded; opening a lab does that */
  constructor(engine: Code<Engine>) {
    this.#code = engine
  }

  /**
   * Opens the saved lab of that key, or a new one, and says which. `keep: false`: nothing is saved
   * (the home page's). `instead`: a log to go on with where nothing is saved yet. `kin`: ids of
   * other scenarios that such a log may have begun from. `prompt: false`: another lab follows at once,
   * whose prompt nobody knows yet.
   */
  async open(
    key: string,
    scenario: Scenario,
    options: { keep?: boolean; instead?: LabLog | undefined; kin?: readonly string[]; prompt?: boolean } = {},
  ): Promise<Opened> {
    const turn = ++this.#opening
    const keep = options.keep !== false
    await this.keeper.saved()
    const { place, found } = keep ? await this.keeper.find(key) : { place: key, found: undefined }
    const saved = found?.log
    if (turn !== this.#opening) return 'overtaken'
    this.#scenario = scenario
    this.key.value = key
    this.keeper.settle(place, found, keep)
    this.undone.value = undefined
    const log = saved ?? options.instead
    if (!log && !this.#code.loaded && options.prompt !== false) await this.#showComing(scenario)
    if (turn !== this.#opening) return 'overtaken'
    await this.#fetchFor(scenario, log)
    if (turn !== this.#opening) return 'overtaken'
    const restored = await this.loading.make(() => this.#restore(log))
    const lab = restored ?? (await this.loading.make(() => this.#code.value.Lab.open({ scenario, seed: SEED })))
    if (turn !== this.#opening) return 'overtaken'
    this.#show(lab)
    if (!restored) {
      if (!saved) return 'new'
      // What cannot be replayed is kept as it is: it can still be saved as a file.
      await saveLab(`${key} unreadable`, saved).catch(() => undefined)
      return 'unreadable'
    }
    if (!saved) {
      this.keeper.saveSoon()
      return 'carried'
    }
    const fits =
      guestOf(place) === 'shared' || JSON.stringify(saved.scenario) === JSON.stringify(scenario) || options.kin?.includes(saved.scenario.id)
    return fits ? 'kept' : 'outdated'
  }

  /** Nothing of the lab that is open is to be kept any more: its learner has had everything forgotten. */
  forget(): void {
    this.key.value = ''
    this.keeper.forget()
  }

  /** Goes on with the learner's own lab: of a tab that has it open this asks that it let go. What was here can be had back by `redo`. */
  async backToOwn(): Promise<void> {
    const key = this.key.peek()
    const turn = ++this.#opening
    await this.keeper.saved()
    const own = await this.keeper.own(key)
    if (own) await this.#fetchFor(own.log.scenario, own.log)
    if (turn !== this.#opening) return
    const whole = this.log()
    const restored = await this.loading.make(() => this.#restore(own?.log))
    const lab = restored ?? (await this.loading.make(() => this.#code.value.Lab.open({ scenario: this.#scenario as Scenario, seed: SEED })))
    if (turn !== this.#opening) return
    this.keeper.settle(key, own)
    this.#show(lab)
    this.undone.value = whole
  }

  /** Opens the copy that another tab has left; the lab that was open can be had back by `redo`. */
  async openCopy(): Promise<void> {
    const log = await this.keeper.takeCopy()
    if (log) await this.adopt(log)
  }

  /** Shows a new lab's prompt before the engine is there, and waits until it stands: nothing is fetched before that. */
  #showComing(scenario: Scenario): Promise<void> {
    return new Promise((shown) => {
      this.coming.value = { terminal: 't1', machine: scenario.prompt, prompt: firstPrompt(scenario), shown }
      // A page in the background draws nothing, and nobody waits for its prompt.
      setTimeout(shown, document.hidden ? 0 : COMING_LIMIT)
    })
  }

  /** Loads what it takes to make a lab in which commands have been run: it need not begin again for each part. */
  async #fetchFor({ manifests, setup }: Scenario, log: LabLog | undefined): Promise<void> {
    await this.loading.fetch(this.#code)
    if (log || manifests.length + setup.length > 0) await Promise.all(this.#code.value.ANY_COMMANDS.map((code) => this.loading.fetch(code)))
  }

  /** Replaces the lab by one from elsewhere (a file). */
  async adopt(log: LabLog): Promise<void> {
    await this.#fetchFor(log.scenario, log)
    const lab = await this.loading.make(() => this.#code.value.Lab.replay(log))
    this.undone.value = this.lab.value ? this.log() : undefined
    this.#show(lab)
    this.keeper.saveSoon()
  }

  /** Shows a lab that came by a link, in a place of its own: the learner's own one stays as it is. */
  async visit(log: LabLog): Promise<void> {
    await this.#fetchFor(log.scenario, log)
    const lab = await this.loading.make(() => this.#code.value.Lab.replay(log))
    await this.keeper.saved()
    this.keeper.settleShared(this.key.peek())
    this.undone.value = undefined
    this.#show(lab)
    this.keeper.saveSoon()
  }

  /** Lets something in from the learner. */
  input(input: NewInput): void {
    const lab = this.lab.value
    if (!lab) return
    this.stopFilm()
    if (input.do === 'line') for (const save of this.beforeLine) save()
    this.lab.value?.input(input)
    this.undone.value = undefined
    this.#pace?.kick()
    this.keeper.saveSoon()
  }

  /** Opens another terminal and says its id. */
  openTerminal(machine: string): string {
    const taken = new Set(this.lab.value?.inputs.flatMap((input) => (input.do === 'open' ? [input.terminal] : [])))
    let number = 1
    while (taken.has(`t${number}`)) number++
    this.input({ do: 'open', terminal: `t${number}`, machine })
    return `t${number}`
  }

  terminal(id: string): Terminal | undefined {
    return this.lab.value?.terminals.get(id)
  }

  setSpeed(speed: Speed): void {
    this.speed.value = speed
    this.#pace?.setSpeed(speed)
  }

  /** Runs ahead to the next thing that changes in the cluster. */
  nextEvent(): void {
    const before = this.#changes.count
    this.#pace?.jump(NEXT_LIMIT, () => this.#changes.count > before)
  }

  /** The lab as a log, without its fingerprint: of a film the whole that it plays. */
  log(): LabLog {
    if (this.film.peek()) return this.film.peek() as LabLog
    const lab = this.lab.value as Lab
    const { scenario, seed, inputs } = lab
    return { version: this.#code.value.LOG_VERSION, scenario, seed, inputs: [...inputs], end: Math.floor(lab.elapsed) }
  }

  /** Goes back to a moment (ms since the lab opened); what came later is kept until something new is done. */
  goTo(at: number): void {
    const whole = this.undone.value ?? this.log()
    const until = Math.max(0, Math.min(at, whole.end))
    const inputs = whole.inputs.filter((input) => input.at <= until)
    this.#show(this.#code.value.Lab.replay({ ...whole, inputs, end: until }))
    this.undone.value = until < whole.end ? whole : undefined
    this.keeper.saveSoon()
  }

  /** Takes the last thing back that the learner did. */
  undo(): void {
    const last = this.lab.value?.inputs.findLast(isDeed)
    if (last) this.goTo(Math.max(0, last.at - 1))
  }

  /** Does again what was undone. */
  redo(): void {
    const whole = this.undone.value
    if (whole) this.goTo(whole.end)
  }

  /** Plays the lab back from its beginning. */
  playFilm(log: LabLog = this.undone.value ?? this.log()): void {
    const lab = this.#code.value.Lab.replay({ ...log, inputs: [], end: 0 })
    for (const input of log.inputs) lab.feed(input)
    this.#show(lab, false)
    this.film.value = log
  }

  /** Ends a film: the lab is again as it was. */
  stopFilm(): void {
    const log = this.film.value
    if (log) this.#show(this.#code.value.Lab.replay(log))
  }

  /** A new lab of the same scenario; the old one can be had back by `redo`. */
  async reset(scenario = (this.lab.value as Lab).scenario): Promise<void> {
    const lab = await this.loading.make(() => this.#code.value.Lab.open({ scenario, seed: SEED }))
    const whole = this.log()
    this.#show(lab)
    this.undone.value = whole
    this.keeper.saveSoon()
  }

  #restore(log: LabLog | undefined): Lab | undefined {
    if (!log || log.version !== this.#code.value.LOG_VERSION) return undefined
    try {
      const start = performance.now()
      const lab = this.#code.value.Lab.replay(log)
      // For whoever looks at the page's timing, and for the bench.
      performance.measure(REPLAY, { start })
      return lab
    } catch (error) {
      if (error instanceof CodeMissing) throw error
      return undefined
    }
  }

  #show(lab: Lab, prompt = true): void {
    this.#pace?.stop()
    this.#changes.watch(lab)
    this.#pace = new Pace(lab.clock, {
      wanted: () => [...lab.terminals.values()].some((terminal) => terminal.busy),
      onTurn: () => this.#turned(lab),
      onMissing: (code) => (this.loading.missing.value = code),
    })
    this.#pace.speed = this.speed.value
    if (prompt && lab.terminals.size === 0) lab.input({ do: 'open', terminal: this.#firstTerminal(lab), machine: lab.scenario.prompt })
    this.#pace.kick()
    this.keeper.shown()
    batch(() => {
      this.terminals.value = [...lab.terminals.keys()]
      this.lab.value = lab
      this.film.value = undefined
      this.coming.value = undefined
      this.#changes.told.value++
    })
  }

  #firstTerminal(lab: Lab): string {
    return `t${1 + lab.inputs.filter((input) => input.do === 'open').length}`
  }

  #turned(lab: Lab): void {
    if (this.lab.peek() !== lab) return
    const seconds = Math.floor(lab.elapsed / 1_000)
    if (Math.floor(this.now.peek() / 1_000) !== seconds || lab.elapsed < this.now.peek()) this.now.value = lab.elapsed
    this.#changes.tellSoon(lab)
    const ids = [...lab.terminals.keys()]
    if (ids.join() !== this.terminals.peek().join()) this.terminals.value = ids
    const asking = [...lab.terminals.values()].find((terminal) => terminal.editing)
    if (asking?.editing?.path !== this.editing.peek()?.path || asking?.id !== this.editing.peek()?.terminal) {
      this.editing.value = asking?.editing && { terminal: asking.id, path: asking.editing.path, text: asking.editing.text }
    }
    const film = this.film.peek()
    if (film) this.#turnFilm(lab, film)
  }

  /** A film does not dwell where nothing happens. */
  #turnFilm(lab: Lab, film: LabLog): void {
    if (lab.elapsed >= film.end) {
      this.film.value = undefined
      this.keeper.saveSoon()
      return
    }
    const next = film.inputs.find((input) => input.at > lab.elapsed)?.at ?? film.end
    const working = [...lab.terminals.values()].some((terminal) => terminal.busy)
    if (!working && this.#changes.count === this.#atFilm && next - lab.elapsed > FILM_PAUSE)
      this.#pace?.jump(next - lab.elapsed - FILM_PAUSE / 2, () => this.#changes.count !== this.#atFilm)
    this.#atFilm = this.#changes.count
  }
}

/** Something that a learner would want to take back; sizes of windows and opened tabs are not. */
export function isDeed(input: LabInput): boolean {
  return !['resize', 'open', 'close'].includes(input.do)
}
