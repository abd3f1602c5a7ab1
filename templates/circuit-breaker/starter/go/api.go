package main

import (
	"encoding/json"
	"errors"
	"log"
	"net/http"
	"regexp"
)

const bodyLimit = 2_000_000

// routes is the contract: which request does what.
func routes(orders *Orders) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", handle(func(*http.Request) (any, error) {
		return map[string]bool{"ok": true}, nil
	}))
	mux.HandleFunc("PUT /orders/{id}", handle(func(r *http.Request) (any, error) {
		id, err := checkID(r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		lines, err := readLines(r)
		if err != nil {
			return nil, err
		}
		return orders.Place(id, lines), nil
	}))
	mux.HandleFunc("GET /orders/{id}", handle(func(r *http.Request) (any, error) {
		id, err := checkID(r.PathValue("id"))
		if err != nil {
			return nil, err
		}
		return orders.Show(id)
	}))
	mux.HandleFunc("GET /breakers", handle(func(*http.Request) (any, error) {
		return orders.Breakers(), nil
	}))
	mux.HandleFunc("/", handle(func(r *http.Request) (any, error) {
		return nil, notFound(r.Method + " " + r.URL.Path)
	}))
	return mux
}

// handle sends what answer returns as JSON, an error in the shape of the contract.
func handle(answer func(*http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, bodyLimit)
		body, err := answer(r)
		status := http.StatusOK
		if err != nil {
			var known *APIError
			if !errors.As(err, &known) {
				log.Print(err)
				known = &APIError{http.StatusInternalServerError, "internal", "something unexpected went wrong; see the log"}
			}
			status, body = known.Status, map[string]*APIError{"error": known}
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(body)
	}
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

func checkID(value string) (string, error) {
	if !idPattern.MatchString(value) {
		return "", invalidRequest("an id has 1 to 64 characters of A-Z a-z 0-9 _ -")
	}
	return value, nil
}

func readLines(r *http.Request) ([]PlacedLine, error) {
	var body struct {
		Lines []PlacedLine `json:"lines"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return nil, invalidRequest("the body is not as it should be: " + err.Error())
	}
	if len(body.Lines) == 0 {
		return nil, invalidRequest("lines must be a list that is not empty")
	}
	for _, line := range body.Lines {
		if _, err := checkID(line.ProductID); err != nil {
			return nil, err
		}
		if line.Quantity < 1 {
			return nil, invalidRequest("quantity must be a whole number from 1 on")
		}
	}
	return body.Lines, nil
}
