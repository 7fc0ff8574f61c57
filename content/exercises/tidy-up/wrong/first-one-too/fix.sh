kubectl delete pod test-a test-c
kubectl apply -f client.yaml
