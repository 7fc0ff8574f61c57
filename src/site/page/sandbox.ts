/** Starts of the sandbox; keeping and sharing its lab. The lab's own code is fetched when it is needed. */

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement
  const start = target.closest<HTMLElement>('[data-start]')?.dataset['start']
  if (start !== undefined) void use((actions) => actions.startSandbox(start))
  const share = target.closest<HTMLElement>('button[data-share]')?.dataset['share']
  if (share === 'link') void use((actions) => actions.copyLink())
  if (share === 'file') void use((actions) => actions.saveLabFile())
  if (share === 'film') void use((actions) => actions.playFilm())
})

document.addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement
  if (input.dataset['share'] !== 'open' || !input.files?.[0]) return
  const [file] = input.files
  input.value = ''
  void use(async (actions) => actions.openLab(await (file as File).text()))
})

document.addEventListener('podtalk:lab', () => {
  if (document.querySelector('[data-running]')) void use((actions) => actions.markStart())
})

async function use(what: (actions: typeof import('../workspace/keeping.ts')) => void | Promise<void>): Promise<void> {
  const [actions, { labReady }] = await Promise.all([import('../workspace/keeping.ts'), import('../workspace/store.ts')])
  await labReady()
  await what(actions)
}
