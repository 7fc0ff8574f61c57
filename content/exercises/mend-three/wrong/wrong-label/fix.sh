kubectl set selector service pens name=pens
kubectl patch service paper -p '{"spec":{"ports":[{"port":8080,"targetPort":8080}]}}'
kubectl create service externalname ink --external-name=ink.warehouse.svc.cluster.local
