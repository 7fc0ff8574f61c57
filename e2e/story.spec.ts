import { expect, test } from '@playwright/test'
import { listen, ready, type } from './lab.ts'

for (const language of ['zh-tw', 'en']) {
  test(`${language}: the path of lessons 1 to 3, by typing`, async ({ page }) => {
    const quiet = listen(page)
    await page.goto(`/${language}/lessons/pod-ip/`)
    await ready(page)
    expect(await type(page, 'kubectl apply -f backend.yaml')).toContain('pod/backend created')
    await expect(page.locator('[data-tick=backend-ready]')).toHaveClass(/\bdone\b/)
    const address = /10\.244\.0\.\d+/.exec(await type(page, 'kubectl get pods -o wide'))?.[0]
    expect(address).toBeDefined()
    await type(page, 'kubectl run client --image=dnsutils:1.0 --labels=app=client')
    await expect(page.locator('[data-tick=client-ready]')).toHaveClass(/\bdone\b/)
    expect(await type(page, `curl -m 2 http://${address}:8080/`)).toContain('timed out')
    expect(await type(page, `kubectl exec client -- curl -s http://${address}:8080/`)).toContain('Hello from backend')
    expect(await type(page, `kubectl exec client -- curl -sS http://${address}:9090/`)).toMatch(/Failed to connect|refused/)

    await page.goto(`/${language}/lessons/hardcoded-ip/`)
    await ready(page)
    await type(page, `sed -i "s/BACKEND_IP/$(kubectl get pod backend -o jsonpath='{.status.podIP}')/" frontend.yaml`)
    expect(await type(page, 'kubectl apply -f frontend.yaml')).toContain('deployment.apps/frontend')
    await type(page, 'kubectl rollout status deployment/frontend; sleep 2')
    expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
    await expect(page.locator('[data-tick=shop-open]')).toHaveClass(/\bdone\b/)

    await page.goto(`/${language}/lessons/pods-die/`)
    await ready(page)
    expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
    expect(await type(page, 'kubectl delete pod backend')).toContain('pod "backend" deleted')
    await type(page, 'kubectl apply -f backend.yaml; kubectl wait --for=condition=Ready pod/backend')
    expect(await type(page, 'curl http://localhost:30002/')).toContain('error')
    await expect(page.locator('[data-tick=shop-broken]')).toHaveClass(/\bdone\b/)
    quiet.expectQuiet()
  })
}

test('the story goes on to ClusterIP and DNS, killing Pods and re-creating the Service on the way', async ({ page }) => {
  await page.goto('/en/lessons/clusterip/')
  await ready(page)
  await type(page, 'kubectl apply -f backend-service.yaml; sleep 2')
  await type(page, "kubectl set env deployment/frontend BACKEND_ADDR=$(kubectl get service backend -o jsonpath='{.spec.clusterIP}'):8080")
  await type(page, 'kubectl rollout status deployment/frontend; sleep 2')
  expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
  await type(page, 'kubectl delete pods -l app=backend; kubectl rollout status deployment/backend; sleep 2')
  expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
  await type(page, 'kubectl delete service backend; kubectl apply -f backend-service.yaml; sleep 2')
  expect(await type(page, 'curl http://localhost:30002/')).toContain('error')
  await type(page, 'kubectl set env deployment/frontend BACKEND_ADDR=backend:8080; kubectl rollout status deployment/frontend; sleep 2')
  expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
  await type(
    page,
    'kubectl delete service backend; kubectl delete pods -l app=backend; kubectl apply -f backend-service.yaml; kubectl rollout status deployment/backend; sleep 2',
  )
  expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
})

test('a reload loses nothing', async ({ page }) => {
  await page.goto('/en/lessons/pod-ip/')
  await ready(page)
  await type(page, 'kubectl apply -f backend.yaml; kubectl wait --for=condition=Ready pod/backend; echo kept > note.txt')
  const before = await type(page, 'kubectl get pod backend -o jsonpath={.metadata.uid}; echo')
  const uid = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(before)?.[0] as string
  await page.reload()
  await ready(page)
  expect(await type(page, 'kubectl get pod backend -o jsonpath={.metadata.uid}; echo; cat note.txt')).toContain(uid)
  expect(await type(page, 'cat note.txt')).toContain('kept')
})

test('an endless loop does not hang the page; Ctrl-C ends it', async ({ page }) => {
  await page.goto('/en/lessons/pod-ip/')
  await ready(page)
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.insertText('while true; do echo again; done')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(1_500)
  await page.keyboard.press('Control+c')
  expect(await type(page, 'echo alive')).toContain('alive')
})
