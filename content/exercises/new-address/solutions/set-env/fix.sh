IP=$(kubectl get pod backend -o jsonpath='{.status.podIP}')
kubectl set env deployment/frontend BACKEND_ADDR="$IP:8080"
kubectl rollout status deployment/frontend
