kubectl delete service backend
kubectl apply -f backend-service.yaml
