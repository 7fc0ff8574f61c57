kubectl create service clusterip backend --tcp=80:8080
