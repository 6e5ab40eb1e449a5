"""党员管理信息系统: a registry of party organisations and members."""
