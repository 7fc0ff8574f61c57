kubectl patch service web -p '{"spec":{"ports":[{"port":80,"targetPort":9090}]}}'
