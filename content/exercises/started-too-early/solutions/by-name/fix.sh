kubectl set env deployment/frontend BACKEND_ADDR=backend:8080
kubectl rollout status deployment/frontend
