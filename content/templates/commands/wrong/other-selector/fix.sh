kubectl patch service web -p '{"spec":{"selector":{"app":"shop"}}}'
