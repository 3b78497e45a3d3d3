"""The inputs that checks try: values, shapes, matrices and example calls."""
