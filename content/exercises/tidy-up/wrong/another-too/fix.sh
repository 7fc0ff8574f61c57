kubectl delete pod test-c test-b
kubectl apply -f client.yaml
