module order-service

go 1.24.0
