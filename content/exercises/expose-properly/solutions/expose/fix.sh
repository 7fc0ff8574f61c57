kubectl expose deployment backend --port=80 --target-port=8080
