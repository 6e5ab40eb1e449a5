"""What makes a clone run on a machine (安装与运行): set-up, database, development server, checks."""
