kubectl rollout restart deployment/frontend
kubectl rollout status deployment/frontend
