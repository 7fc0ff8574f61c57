import { expect, test } from '@playwright/test'
import { listen, openLab, screen, squares, type } from './lab.ts'

test('the map is live: Pods come and go, packets run and die with a reason, and the list says the same', async ({ page }) => {
  const quiet = listen(page)
  await openLab(page, '/en/lessons/clusterip/')
  const map = page.locator('.map-panel .map-drawing')
  await expect(map.locator('[data-item^="pod/default/backend"]')).toHaveCount(3)
  await type(page, 'kubectl apply -f backend-service.yaml; kubectl run tools --image=dnsutils:1.0 --restart=Never; sleep 3')
  await expect(map.locator('[data-item="service/default/backend"]')).toBeVisible()
  await expect(map.locator('.link')).toHaveCount(4)
  await type(page, 'curl http://localhost:30002/')
  await expect(map.locator('.journey.alive')).not.toHaveCount(0)
  await type(page, "curl -m 1 http://$(kubectl get service backend -o jsonpath='{.spec.clusterIP}'):8080/")
  await expect(map.locator('.journey.dead .reason').last()).toContainText('nobody outside the cluster knows')
  await page.getByRole('tab', { name: 'List' }).click()
  const list = page.locator('.list-panel')
  await expect(list).toContainText('backend.default.svc.cluster.local')
  await expect(list.locator('.requests .dead').first()).toContainText('timed out')
  quiet.expectQuiet()
})

test('a click shows facts and YAML; a Pod is killed, a node drained, switched off and on', async ({ page }) => {
  await openLab(page, '/en/sandbox/')
  await page.getByRole('button', { name: 'Start this one: Two nodes', exact: true }).click()
  await expect(page.locator('.ws-notice')).toContainText('as it was at its beginning')
  await expect(page.locator('[data-running]:visible')).toHaveCount(1)
  await expect(page.locator('[data-running=sandbox-two-nodes]')).toBeVisible()
  await type(page, 'kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment/web')
  const pods = page.locator('.map-panel [data-item^="pod/default/web"]')
  await expect(pods).toHaveCount(2)
  const first = await pods.first().getAttribute('data-item')
  await pods.first().click()
  const card = page.locator('.details')
  await expect(card).toContainText('Running')
  await card.getByRole('button', { name: 'YAML' }).click()
  await expect(card.locator('pre')).toContainText('image: nginx')
  await card.getByRole('button', { name: 'Delete this Pod' }).click()
  await expect(page.locator(`[data-item="${first}"]`)).toHaveCount(0)
  await expect(pods).toHaveCount(2)
  await page.getByRole('tab', { name: 'List' }).click()
  await page.getByRole('button', { name: 'node-2' }).click()
  await card.getByRole('button', { name: 'Drain the node' }).click()
  await expect(screen(page)).toContainText('drained')
  await expect(page.locator('.list-panel')).toContainText('SchedulingDisabled')
  await card.getByRole('button', { name: 'Let it take Pods again' }).click()
  await expect(screen(page)).toContainText('uncordoned')
  await card.getByRole('button', { name: 'Switch the node off' }).click()
  await page.getByRole('button', { name: /Ten times/ }).click()
  await expect(page.locator('.list-panel')).toContainText('NotReady', { timeout: 60_000 })
  await card.getByRole('button', { name: 'Switch the node on' }).click()
  await expect(page.locator('.list-panel')).not.toContainText('NotReady', { timeout: 60_000 })
})

for (const [language, count] of [
  ['zh-tw', '5000 個 Pod'],
  ['en', '5000 Pods'],
] as const) {
  test(`${language}: 200 Pods are drawn each, thousands are summarised, and the list says how many it leaves out`, async ({ page }) => {
    const quiet = listen(page)
    await openLab(page, `/${language}/sandbox/`)
    await page.locator('.time .speed').last().click()
    await type(page, 'kubectl create deployment crowd --image=nginx --replicas=200 | cat')
    await expect.poll(() => squares(page)).toBe(200)
    // Each of them is one that can be pointed at and looked at.
    const block = (await page.locator('.map-panel .block').first().boundingBox()) as { x: number; y: number }
    await page.mouse.move(block.x + 8, block.y + 8)
    await expect(page.locator('.map-panel .block title')).toHaveText(/^Pod crowd-[0-9a-f]+-\w{5} .*(?:Running|Pending)$/)
    await page.mouse.click(block.x + 8, block.y + 8)
    await expect(page.locator('.details h3')).toContainText('crowd-')
    await page.locator('.details .close').click()
    await page.locator('[data-tab=list]').click()
    await expect(page.locator('.list-panel tr', { hasText: 'crowd-' })).toHaveCount(200)
    await page.locator('[data-tab=map]').click()
    await type(page, 'kubectl delete deployment crowd; kubectl create deployment crowd --image=nginx --replicas=5000 | cat')
    await expect
      .poll(
        async () => {
          const texts = await page.locator('.map-panel g:has(> rect.pod) > text').allTextContents()
          const crowds = texts.flatMap((text) => [...(/^(\d+) (?:個 )?Pod/.exec(text.trim()) ?? [])].slice(1)).map(Number)
          return crowds.reduce((sum, each) => sum + each, 0) + (await squares(page))
        },
        { timeout: 90_000 },
      )
      .toBe(Number.parseInt(count, 10))
    await page.locator('[data-tab=list]').click()
    await expect(page.locator('.list-panel')).toContainText(count)
    expect(await type(page, 'echo still here')).toContain('still here')
    quiet.expectQuiet()
  })
}

test('the map tells phases, readiness, restarts, names and namespaces apart, by more than colour', async ({ page }) => {
  await openLab(page, '/zh-tw/lessons/namespaces/')
  const map = page.locator('.map-panel .map-drawing')
  for (const name of ['default', 'np1', 'np2']) await expect(map.locator('.namespace-name', { hasText: `namespace ${name}` })).toBeVisible()
  await expect(map.locator('.dns-name', { hasText: 'svc1.np1.svc' })).toBeVisible()
  await page.locator('.time .speed').last().click()
  // A region holds its own.
  const region = (await map.locator('.namespace').nth(1).boundingBox()) as { x: number; width: number }
  const service = (await map.locator('[data-item="service/np1/svc1"] .service').boundingBox()) as { x: number; width: number }
  expect(service.x).toBeGreaterThan(region.x)
  expect(service.x + service.width).toBeLessThan(region.x + region.width)
  await type(
    page,
    'kubectl run nowhere --image=no-such-image:9; kubectl run broken --image=busybox -- sh -c "exit 3"; kubectl run over --image=busybox --restart=Never -- true; sleep 45',
  )
  const pod = (name: string) => map.locator(`[data-item="pod/default/${name}"]`)
  await expect(pod('nowhere')).toContainText(/ImagePullBackOff|ErrImagePull/)
  await expect(pod('nowhere').locator('.mark.failing')).toBeVisible()
  await expect(pod('broken')).toContainText(/↻[1-9]/)
  await expect(pod('over')).toContainText('Completed')
  await expect(pod('over').locator('.mark.done')).toBeVisible()
  await page.getByRole('tab', { name: '清單' }).click()
  for (const [name, words] of [
    ['nowhere', /ImagePullBackOff|ErrImagePull/],
    ['broken', /CrashLoopBackOff|Error/],
    ['over', /Completed/],
  ] as const)
    await expect(page.locator('.list-panel tr', { hasText: name })).toContainText(words)
  await expect(page.locator('.list-panel tr', { hasText: 'broken' }).locator('td').nth(2)).toContainText(/^[1-9]/)
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

test('with little motion nothing travels: the way and its end are there at once', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'curl -s http://localhost:30002/')
  await expect(page.locator('.map-panel .journey.alive .wire')).not.toHaveCount(0)
  await expect(page.locator('.map-panel .packet')).toHaveCount(0)
})
