import { expect, type Locator, type Page, test } from '@playwright/test'
import { atPrompt, hurry, openLab, ready, squares, type } from './lab.ts'
import { everywhere, type Visit } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

/** Starts the sandbox anew from two nodes, where time runs fast. */
async function twoNodes(visit: Visit): Promise<void> {
  const { page, words } = visit
  await visit.goto('sandbox/')
  await visit.button(`${words.sandboxFresh}: ${words.sandboxTwoNodes}`)
  await expect(page.locator('.ws-notice')).toContainText(words.labWasReset)
  await visit.top('map')
  await hurry(page)
  await visit.to('terminal')
  await ready(page)
}

/** Enters a line and does not wait: what it sends is soon gone from the map. */
async function send(page: Page, line: string): Promise<void> {
  await atPrompt(page)
  await page.keyboard.insertText(line)
  await page.keyboard.press('Enter')
}

/** What is drawn stands inside of something else. */
async function expectWithin(inner: Locator, outer: Locator): Promise<void> {
  const [a, b] = [await inner.boundingBox(), await outer.boundingBox()]
  if (!a || !b) throw new Error('not drawn')
  expect(a.x).toBeGreaterThanOrEqual(b.x)
  expect(a.x + a.width).toBeLessThanOrEqual(b.x + b.width)
  expect(a.y).toBeGreaterThanOrEqual(b.y)
  expect(a.y + a.height).toBeLessThanOrEqual(b.y + b.height)
}

everywhere(
  'the map: nodes, Pods in every phase, Services, namespaces, packets that die with a reason; the list says the same',
  async (visit) => {
    const { page, words, phone } = visit
    await twoNodes(visit)
    const map = page.locator('.map-panel .map-drawing')
    const list = page.locator('.list-panel')
    const row = (name: string): Locator => list.getByRole('row', { name: new RegExp(name) })

    await visit.shows('map/live', async () => {
      await visit.top('map')
      await expect(map.locator('[data-item^="node/"]')).toHaveCount(2)
      await expect(map.locator('.node-name').first()).toHaveText(/^node-1 · 192\.168\.\d+\.\d+/)
      await expect(map.locator('.laptop')).toContainText(words.outsideCluster)
      const cluster = (await map.locator('.cluster').boundingBox()) as { x: number; y: number; width: number; height: number }
      const laptop = (await map.locator('.laptop').boundingBox()) as typeof cluster
      expect(laptop.x + laptop.width <= cluster.x || laptop.y + laptop.height <= cluster.y).toBe(true)
      await visit.to('terminal')
      await type(page, 'kubectl create deployment web --image=hello-backend:1.0 --replicas=2')
      await type(page, 'kubectl rollout status deployment/web; kubectl expose deployment web --port=80 --target-port=8080 --type=NodePort')
      await visit.top('map')
      await expect(map.locator('[data-item^="pod/default/web"]')).toHaveCount(2)
    })

    const web = map.locator('[data-item="service/default/web"]')
    await visit.shows('map/services', async () => {
      await expect(web.locator('.dns-name')).toHaveText('web.default.svc')
      await expect(web).toContainText(/10\.\d+\.\d+\.\d+/)
      await expect(web).toContainText(/NodePort 3\d{4}→80/)
      // A line to each Pod that its selector catches.
      await expect(map.locator('.link')).toHaveCount(2)
      await visit.top('list')
      await expect(list).toContainText('web.default.svc.cluster.local')
      const said = list.getByRole('row').filter({ hasText: 'web.default.svc.cluster.local' })
      await expect(said).toContainText('NodePort')
      await expect(said).toContainText(/80:3\d{4}\/TCP/)
      await expect(said).toContainText('app=web')
      await expect(said.getByRole('cell').last()).toHaveText(/^web-\S+, web-\S+$/)
    })

    await visit.shows('map/packets', async () => {
      // Only what is sent while the map is there travels on it.
      await visit.top('map')
      await visit.to('terminal')
      await type(page, 'kubectl run tools --image=dnsutils:1.0; kubectl wait --for=condition=Ready pod/tools')
      await send(page, 'kubectl exec tools -- curl -s http://web/')
      await visit.top('map')
      await expect(map.locator('.journey.alive .wire')).not.toHaveCount(0)
      await expect(map.locator('.journey.alive .packet')).not.toHaveCount(0)
      await visit.to('terminal')
      await send(page, 'curl -s -m 1 http://$(kubectl get svc web -o jsonpath={.spec.clusterIP})/')
      await visit.top('map')
      const address = /10\.\d+\.\d+\.\d+/.exec((await web.textContent()) ?? '')?.[0] as string
      const why = words.diedTimeoutClusterIp.replace('{address}', address)
      const reason = map.locator('.journey.dead .reason').last()
      await expect
        .poll(async () => (await reason.locator('tspan').allTextContents()).join('').replaceAll(' ', ''))
        .toBe(why.replaceAll(' ', ''))
      await expect(map.locator('.journey.dead .cross').last()).toBeVisible()
      await expectWithin(reason.locator('rect'), page.locator('.map-scroll'))
      await visit.top('list')
      await expect(list.locator('.requests .dead').first()).toContainText(why)
      await expect(list.locator('.requests .alive').first()).toContainText(words.arrivedStatus.replace('{status}', '200'))
    })

    await visit.to('terminal')
    await type(page, 'kubectl create namespace other; kubectl -n other create deployment far --image=hello-backend:1.0')
    await type(
      page,
      'kubectl -n other expose deployment far --port=80; kubectl run nowhere --image=no-such-image:9; kubectl run broken --image=busybox -- sh -c "exit 3"; kubectl run over --image=busybox --restart=Never -- true; sleep 1',
    )
    await visit.top('map')
    await visit.shows('map/namespaces', async () => {
      for (const name of ['default', 'other']) await expect(map.locator('.namespace-name', { hasText: `namespace ${name}` })).toBeVisible()
      const region = map.locator('g:has(> .namespace-name)', { hasText: 'namespace other' }).locator('.namespace')
      await expectWithin(map.locator('[data-item="service/other/far"] .service'), region)
      await expect(map.locator('[data-item^="pod/other/far"]')).toHaveCount(1)
    })
    await visit.shows('map/pods', async () => {
      const pod = (name: string) => map.locator(`[data-item^="pod/default/${name}"]`)
      await expect(pod('web').first()).toContainText(/10\.244\.\d+\.\d+ · Ready/)
      await expect(pod('web').first().locator('.mark.ready')).toBeVisible()
      await expect(pod('nowhere')).toContainText(/ImagePullBackOff|ErrImagePull/)
      await expect(pod('nowhere').locator('.mark.failing')).toBeVisible()
      await expect(pod('broken')).toContainText(/↻[1-9]/)
      await expect(pod('over')).toContainText('Completed')
      await expect(pod('over').locator('.mark.done')).toBeVisible()
    })
    await visit.shows('map/list', async () => {
      await visit.top('list')
      for (const [name, ...facts] of [
        ['^web-', 'Running', '1/1', /10\.244\.\d+\.\d+/, /node-[12]/],
        ['^nowhere', /ImagePullBackOff|ErrImagePull/, '0/1'],
        ['^broken', /CrashLoopBackOff|Error/],
        ['^over', 'Completed'],
        ['^far-', 'namespace other'],
        ['^node-1 Ready', /192\.168\./],
      ] as const)
        for (const fact of facts) await expect(row(name).first()).toContainText(fact)
      await expect(row('^broken').getByRole('cell').nth(2)).toContainText(/^[1-9]/)
      await visit.expectFits()
      if (phone) await expectWithin(list.getByRole('heading', { name: 'Nodes' }), list)
    })
  },
)

everywhere('what is pointed at shows facts and YAML; a Pod is killed, a node drained, switched off and on', async (visit) => {
  const { page, words } = visit
  await twoNodes(visit)
  await type(page, 'kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment/web')
  await visit.top('map')
  const pods = page.locator('.map-panel [data-item^="pod/default/web"]')
  await expect(pods).toHaveCount(2)
  const card = page.locator('.details')
  const first = (await pods.first().getAttribute('data-item')) as string
  await visit.shows('map/details', async () => {
    await visit.press(pods.first())
    await expect(page.getByRole('region', { name: `Pod ${first.split('/')[2]}` })).toBeFocused()
    for (const fact of ['Running', '1/1', 'app=web', /10\.244\.\d+\.\d+/, /node-\d/]) await expect(card).toContainText(fact)
    await visit.button(words.showYaml, card)
    await expect(card.locator('pre')).toContainText('image: nginx')
    await visit.expectFits()
    await page.keyboard.press('Escape')
    await expect(card).toHaveCount(0)
  })
  await visit.shows('map/kill', async () => {
    await visit.press(pods.first())
    await visit.button(words.killPod, card)
    await expect(page.locator(`[data-item="${first}"]`)).toHaveCount(0)
    await expect(pods).toHaveCount(2)
    // A terminal in one of them, which comes to the front.
    await visit.press(pods.first())
    const there = ((await pods.first().getAttribute('data-item')) as string).split('/')[2] as string
    await visit.button(words.openTerminalHere, card)
    await expect(page.getByRole('tabpanel', { name: words.terminalOn.replace('{machine}', there) })).toBeVisible()
    await visit.expectScreen(/[#$]\s*$/)
  })
  await visit.shows('map/nodes', async () => {
    await visit.top('list')
    // A desktop still shows the Pod's card, which lies upon it.
    if (!visit.phone) await visit.button(words.close, card)
    await expect(card).toHaveCount(0)
    const list = page.locator('.list-panel')
    await visit.button('node-2', list)
    await visit.button(words.drainNode, card)
    // It is typed into the terminal, which comes to the front.
    await visit.expectScreen('node/node-2 drained')
    await visit.top('list')
    const node = list.getByRole('row', { name: /^node-2/ })
    await expect(node).toContainText('Ready,SchedulingDisabled')
    await expect(list.getByRole('row', { name: /^web-/ }).filter({ hasText: 'node-2' })).toHaveCount(0)
    await visit.button(words.uncordonNode, card)
    await visit.expectScreen('node/node-2 uncordoned')
    await visit.top('list')
    await visit.button(words.stopNode, card)
    await expect(node).toContainText('NotReady')
    await visit.top('map')
    await expect(page.locator('.node-name', { hasText: 'node-2' })).toContainText(words.nodeStopped)
    await visit.top('list')
    await visit.button(words.startNode, card)
    await expect(node).not.toContainText('NotReady')
  })
})

everywhere('200 Pods are drawn each, thousands are summarised, and the list says how many it leaves out', async (visit) => {
  const { page, words } = visit
  await visit.lab('sandbox/')
  await visit.top('map')
  await hurry(page)
  await visit.shows('map/200', async () => {
    await visit.to('terminal')
    await type(page, 'kubectl create deployment crowd --image=nginx --replicas=200 | cat')
    await visit.top('map')
    await expect.poll(() => squares(page)).toBe(200)
    // Each of them is one that can be pointed at and looked at.
    const block = (await page.locator('.map-panel .block').first().boundingBox()) as { x: number; y: number }
    if (visit.phone) await page.touchscreen.tap(block.x + 8, block.y + 8)
    else {
      await page.mouse.move(block.x + 8, block.y + 8)
      await expect(page.locator('.map-panel .block title')).toHaveText(/^Pod crowd-[0-9a-f]+-\w{5} .*(?:Running|Pending)$/)
      await page.mouse.click(block.x + 8, block.y + 8)
    }
    await expect(page.locator('.details h3')).toContainText('crowd-')
    await visit.button(words.close, page.locator('.details'))
    await visit.top('list')
    await expect(page.locator('.list-panel tr', { hasText: 'crowd-' })).toHaveCount(200)
    await visit.expectFits()
  })
  await visit.shows('map/5000', async () => {
    await visit.top('map')
    await visit.to('terminal')
    await type(page, 'kubectl delete deployment crowd; kubectl create deployment crowd --image=nginx --replicas=5000 | cat')
    await visit.top('map')
    await expect
      .poll(
        async () => {
          const texts = await page.locator('.map-panel g:has(> rect.pod) > text').allTextContents()
          const crowds = texts.flatMap((text) => [...(/^(\d+) (?:個 )?Pod/.exec(text.trim()) ?? [])].slice(1)).map(Number)
          return crowds.reduce((sum, each) => sum + each, 0) + (await squares(page))
        },
        { timeout: 90_000 },
      )
      .toBe(5_000)
    await visit.top('list')
    await expect(page.locator('.list-panel')).toContainText(words.listedOf.replace('{shown}', '300').replace('{count}', '5000'))
    await visit.to('terminal')
    expect(await type(page, 'echo still here')).toContain('still here')
  })
})

test('lines never run over what is written: reasons and Pods stand apart, whatever the width', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'kubectl apply -f backend-service.yaml; sleep 2; curl -s http://localhost:30002/')
  await type(page, "curl -m 1 http://$(kubectl get service backend -o jsonpath='{.spec.clusterIP}'):8080/")
  const reason = page.locator('.map-panel .journey.dead .reason rect').last()
  await expect(reason).toBeVisible()
  for (const width of [1440, 1100, 900]) {
    await page.setViewportSize({ width, height: 900 })
    await page.waitForTimeout(300)
    const note = (await reason.boundingBox()) as { x: number; y: number; width: number; height: number }
    for (const box of await page.locator('.map-panel rect:is(.pod, .service)').all()) {
      const other = (await box.boundingBox()) as typeof note
      const over =
        Math.max(0, Math.min(note.x + note.width, other.x + other.width) - Math.max(note.x, other.x)) *
        Math.max(0, Math.min(note.y + note.height, other.y + other.height) - Math.max(note.y, other.y))
      expect(over, `at ${width}`).toBeLessThan(0.2 * note.width * note.height)
    }
  }
})
