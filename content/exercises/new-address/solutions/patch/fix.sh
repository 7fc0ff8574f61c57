IP=$(kubectl get pods -l app=backend -o custom-columns=IP:.status.podIP --no-headers)
kubectl get deployment frontend -o yaml | sed "s/10\.244\.0\.4:8080/$IP:8080/" | kubectl apply -f -
