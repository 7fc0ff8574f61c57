kubectl expose deployment backend --port=80
