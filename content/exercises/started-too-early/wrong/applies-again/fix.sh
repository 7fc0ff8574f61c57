kubectl apply -f frontend.yaml
kubectl apply -f backend-service.yaml
