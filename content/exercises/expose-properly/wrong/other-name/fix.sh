kubectl expose deployment backend --name=backend-service --port=80 --target-port=8080
