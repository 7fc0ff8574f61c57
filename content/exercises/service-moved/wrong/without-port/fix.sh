kubectl set env deployment/frontend BACKEND_ADDR=$(kubectl get service backend -o jsonpath='{.spec.clusterIP}')
