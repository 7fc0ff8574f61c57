kubectl delete -f frontend.yaml
