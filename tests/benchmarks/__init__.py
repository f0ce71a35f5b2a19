"""The figures we hold ourselves to, each beside the best this machine does for the same work in the same run."""
