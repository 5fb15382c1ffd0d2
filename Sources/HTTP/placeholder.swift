import Ground
