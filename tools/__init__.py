"""What `make` calls: set-up, serving, the gate and the benchmark. Standard library only.

They run before anything is installed, so none of them imports a package of the requirement files;
`tools.bench` alone runs inside the finished `.venv`.
"""
