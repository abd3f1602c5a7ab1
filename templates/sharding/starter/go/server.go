package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"net/http"
)

const bodyLimit = 2_000_000

// answer does what a request asks for, and returns the status and the body of the reply.
type answer func(ctx context.Context, r *http.Request) (status int, body any, err error)

func (answer answer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
	// What has been begun is not broken off when the client hangs up: its limits are those of the databases.
	status, body, err := answer(context.WithoutCancel(r.Context()), r)
	if err != nil {
		known := asAPIError(err)
		status, body = known.Status, map[string]*APIError{"error": known}
	}
	w.Header().Set("Content-Type", "application/json")
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}

func asAPIError(err error) *APIError {
	var known *APIError
	if errors.As(err, &known) {
		return known
	}
	log.Print(err)
	return &APIError{Status: 500, Code: "internal", Message: "something unexpected went wrong; see the log"}
}

// readJSON decodes the body of a request.
func readJSON[T any](r *http.Request) (body T, err error) {
	if err = json.NewDecoder(r.Body).Decode(&body); err != nil {
		err = badRequest("the body is not as it should be: " + err.Error())
	}
	return body, err
}
