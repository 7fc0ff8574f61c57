kubectl set selector service pens app=pens
kubectl patch service paper -p '{"spec":{"ports":[{"port":8080,"targetPort":8080}]}}'
kubectl create service clusterip ink --tcp=8080:8080
kubectl set selector service ink app=ink,namespace=warehouse
