kubectl delete pod test-c
cat client.yaml
