print("watts-up")
