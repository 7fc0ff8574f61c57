IP=$(kubectl get service backend -o jsonpath='{.spec.clusterIP}')
kubectl set env deployment/frontend BACKEND_ADDR="$IP:8080"
kubectl rollout status deployment/frontend
