kubectl set selector service pens app=pens
kubectl create service externalname ink --external-name=ink.warehouse.svc.cluster.local
