kubectl apply -f client.yaml
kubectl delete pods -l run=test-c
