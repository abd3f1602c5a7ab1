package main

import "net/http"

// APIError is an answer that is not a success, in the shape of the contract: {"error":{"code","message"}}.
type APIError struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (e *APIError) Error() string { return e.Message }

func invalidRequest(message string) error {
	return &APIError{http.StatusBadRequest, "invalid_request", message}
}

func notFound(what string) error {
	return &APIError{http.StatusNotFound, "not_found", what + " does not exist"}
}

func unknownOrder(id string) error {
	return &APIError{http.StatusNotFound, "unknown_order", "there is no order " + id}
}
