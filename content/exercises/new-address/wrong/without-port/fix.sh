kubectl set env deployment/frontend BACKEND_ADDR="$(kubectl get pod backend -o jsonpath='{.status.podIP}')"
