package main

// APIError is an answer that is not a success, in the shape of the contract: {"error":{"code","message","shard"?}}.
type APIError struct {
	Status  int    `json:"-"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Shard   string `json:"shard,omitempty"`
}

func (e *APIError) Error() string { return e.Message }

func badRequest(message string) error {
	return &APIError{Status: 400, Code: "bad_request", Message: message}
}

func notFound(what string) error {
	return &APIError{Status: 404, Code: "not_found", Message: what + " does not exist"}
}

func unknownRegion(region string) error {
	return &APIError{Status: 422, Code: "unknown_region", Message: "no shard serves region " + region}
}

func regionConflict(id string) error {
	message := "viewer " + id + " is stored in another region; move them with POST /users/" + id + "/region"
	return &APIError{Status: 409, Code: "region_conflict", Message: message}
}

func migrationRunning() error {
	return &APIError{Status: 409, Code: "migration_running", Message: "a shard is already being added"}
}

func shardExists(id string) error {
	return &APIError{Status: 409, Code: "shard_exists", Message: "shard " + id + " is already in use"}
}

func shardUnavailable(shard string) error {
	return &APIError{Status: 503, Code: "shard_unavailable", Message: "shard " + shard + " does not answer", Shard: shard}
}

func shardMoving() error {
	message := "this viewer is being moved; try again in a moment"
	return &APIError{Status: 503, Code: "shard_moving", Message: message}
}

func notImplemented(what string) error {
	return &APIError{Status: 501, Code: "not_implemented", Message: what + " is not written yet"}
}
