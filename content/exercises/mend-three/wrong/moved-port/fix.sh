kubectl set selector service pens app=pens
kubectl delete service paper
kubectl expose pod paper --port=80 --target-port=8080
kubectl create service externalname ink --external-name=ink.warehouse.svc.cluster.local
