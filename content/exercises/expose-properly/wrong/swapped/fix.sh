kubectl expose deployment backend --port=8080 --target-port=80
