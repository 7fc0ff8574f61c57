kubectl delete pod test-c
kubectl apply -f client.yaml
