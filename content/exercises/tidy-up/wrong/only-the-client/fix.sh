kubectl describe pod test-c
kubectl apply -f client.yaml
