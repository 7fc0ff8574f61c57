kubectl describe service web
