package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// Each call has a connection of its own. Over one that was used before, Go's client would by itself repeat a GET whose
// connection breaks, and the contract wants each line to ask once.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// ask asks another service and decodes its answer into into. It reports false when the service says that there is no
// such thing (404), which is an answer too. Whatever is not an answer is an error: a status of 500 and more, a connection
// that is refused or reset, a body that has not ended when ctx does.
func ask(ctx context.Context, url string, into any) (found bool, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return false, err
	}
	reply, err := client.Do(request)
	if err != nil {
		return false, err
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		return false, err
	}
	switch reply.StatusCode {
	case http.StatusOK:
		return true, json.Unmarshal(body, into)
	case http.StatusNotFound:
		return false, nil
	default:
		return false, fmt.Errorf("%s answered %d", url, reply.StatusCode)
	}
}
