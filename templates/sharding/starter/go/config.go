package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"
)

// ShardInfo is one PostgreSQL server that holds viewers, as it appears in SHARDS and in POST /admin/shards.
type ShardInfo struct {
	ID     string `json:"id"`
	URL    string `json:"url"`
	Region string `json:"region"`
}

// Config is what the environment says.
type Config struct {
	Port         string
	CatalogURL   string
	ShardTimeout time.Duration
	Shards       []ShardInfo
}

// readConfig reads the environment; the error names the variable that is missing or wrong.
func readConfig() (Config, error) {
	config := Config{Port: os.Getenv("PORT"), CatalogURL: os.Getenv("CATALOG_URL"), ShardTimeout: time.Second}
	for _, name := range []string{"PORT", "CATALOG_URL", "SHARDS"} {
		if os.Getenv(name) == "" {
			return config, fmt.Errorf("%s is not set", name)
		}
	}
	if text := os.Getenv("SHARD_TIMEOUT_MS"); text != "" {
		milliseconds, err := strconv.Atoi(text)
		if err != nil {
			return config, fmt.Errorf("SHARD_TIMEOUT_MS: %w", err)
		}
		config.ShardTimeout = time.Duration(milliseconds) * time.Millisecond
	}
	if err := json.Unmarshal([]byte(os.Getenv("SHARDS")), &config.Shards); err != nil {
		return config, fmt.Errorf("SHARDS: %w", err)
	}
	return config, nil
}
