kubectl delete pods -l app=frontend
