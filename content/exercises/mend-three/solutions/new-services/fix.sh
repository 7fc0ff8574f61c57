kubectl set selector service pens app=pens
kubectl delete service paper
kubectl expose pod paper --port=8080
kubectl apply -f - <<END
apiVersion: v1
kind: Service
metadata:
  name: ink
spec:
  ports:
    - port: 8080
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ink-1
  labels:
    kubernetes.io/service-name: ink
addressType: IPv4
ports:
  - port: 8080
endpoints:
  - addresses: ["$(kubectl get pod ink -n warehouse -o jsonpath='{.status.podIP}')"]
END
