import { expect, test } from '@playwright/test'
import { hurry, listen, openLab, type } from './lab.ts'

// As it is for a visitor: the course is stored while they type.
test.use({ serviceWorkers: 'allow' })

for (const language of ['zh-tw', 'en']) {
  test(`${language}: the path of lessons 1 to 3, by typing`, async ({ page }) => {
    const quiet = listen(page)
    await openLab(page, `/${language}/lessons/pod-ip/`)
    await hurry(page)
    expect(await type(page, 'kubectl apply -f backend.yaml')).toContain('pod/backend created')
    await expect(page.locator('[data-tick=backend-ready]')).toHaveClass(/\bdone\b/)
    const address = /10\.244\.0\.\d+/.exec(await type(page, 'kubectl get pods -o wide'))?.[0]
    expect(address).toBeDefined()
    await type(page, 'kubectl run client --image=dnsutils:1.0 --labels=app=client')
    await expect(page.locator('[data-tick=client-ready]')).toHaveClass(/\bdone\b/)
    expect(await type(page, `curl -m 2 http://${address}:8080/`)).toContain('timed out')
    expect(await type(page, `kubectl exec client -- curl -s http://${address}:8080/`)).toContain('Hello from backend')
    expect(await type(page, `kubectl exec client -- curl -sS http://${address}:9090/`)).toMatch(/Failed to connect|refused/)

    await openLab(page, `/${language}/lessons/hardcoded-ip/`)
    await hurry(page)
    await type(page, `sed -i "s/BACKEND_IP/$(kubectl get pod backend -o jsonpath='{.status.podIP}')/" frontend.yaml`)
    expect(await type(page, 'kubectl apply -f frontend.yaml')).toContain('deployment.apps/frontend')
    await type(page, 'kubectl rollout status deployment/frontend; sleep 2')
    expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
    await expect(page.locator('[data-tick=shop-open]')).toHaveClass(/\bdone\b/)

    await openLab(page, `/${language}/lessons/pods-die/`)
    await hurry(page)
    expect(await type(page, 'curl http://localhost:30002/')).toContain('Hello from backend')
    expect(await type(page, 'kubectl delete pod backend')).toContain('pod "backend" deleted')
    await type(page, 'kubectl apply -f backend.yaml; kubectl wait --for=condition=Ready pod/backend')
    expect(await type(page, 'curl http://localhost:30002/')).toContain('error')
    await expect(page.locator('[data-tick=shop-broken]')).toHaveClass(/\bdone\b/)
    quiet.expectQuiet()
  })
}

test('the story goes on to ClusterIP and DNS, killing Pods and re-creating the Service on the way', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await hurry(page)
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
