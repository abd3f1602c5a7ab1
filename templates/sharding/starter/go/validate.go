package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Profile is what a client says about a viewer.
type Profile struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Email  string `json:"email"`
	Region string `json:"region"`
}

// WatchEvent is one stretch of watching; EventID makes sending it twice harmless.
type WatchEvent struct {
	EventID string `json:"eventId"`
	VideoID string `json:"videoId"`
	Seconds int    `json:"seconds"`
}

var idPattern = regexp.MustCompile(`^[A-Za-z0-9@._-]{1,64}$`)

func userID(value string) (string, error) {
	if !idPattern.MatchString(value) {
		return "", badRequest("a viewer id is 1 to 64 of A-Z a-z 0-9 @ . _ -")
	}
	return value, nil
}

func readProfile(r *http.Request) (Profile, error) {
	profile, err := readJSON[Profile](r)
	if err != nil {
		return profile, err
	}
	profile.ID = r.PathValue("id")
	return profile, checkProfile(profile)
}

// readProfiles reads the viewers of a bulk import; of several with one id the last counts, as if they had been written one
// by one.
func readProfiles(r *http.Request) ([]Profile, error) {
	body, err := readJSON[struct {
		Users []Profile `json:"users"`
	}](r)
	if err != nil {
		return nil, err
	}
	if body.Users == nil || len(body.Users) > 500 {
		return nil, badRequest("users must be a list of at most 500 viewers")
	}
	profiles := []Profile{}
	index := map[string]int{}
	for _, profile := range body.Users {
		if err := checkProfile(profile); err != nil {
			return nil, err
		}
		if i, again := index[profile.ID]; again {
			profiles[i] = profile
			continue
		}
		index[profile.ID] = len(profiles)
		profiles = append(profiles, profile)
	}
	return profiles, nil
}

func checkProfile(profile Profile) error {
	if _, err := userID(profile.ID); err != nil {
		return err
	}
	return checkTexts("name", profile.Name, "email", profile.Email, "region", profile.Region)
}

func readEvent(r *http.Request) (id string, event WatchEvent, err error) {
	if id, err = userID(r.PathValue("id")); err != nil {
		return id, event, err
	}
	if event, err = readJSON[WatchEvent](r); err != nil {
		return id, event, err
	}
	if event.Seconds < 1 || event.Seconds > 86_400 {
		return id, event, badRequest("seconds must be a whole number from 1 to 86400")
	}
	return id, event, checkTexts("eventId", event.EventID, "videoId", event.VideoID)
}

func readMove(r *http.Request) (id, region string, err error) {
	if id, err = userID(r.PathValue("id")); err != nil {
		return id, region, err
	}
	body, err := readJSON[struct {
		Region string `json:"region"`
	}](r)
	if err != nil {
		return id, region, err
	}
	return id, body.Region, checkTexts("region", body.Region)
}

func readShard(r *http.Request) (ShardInfo, error) {
	shard, err := readJSON[ShardInfo](r)
	if err != nil {
		return shard, err
	}
	if _, err := pgxpool.ParseConfig(shard.URL); err != nil {
		return shard, badRequest("url must be a postgres:// address")
	}
	return shard, checkTexts("id", shard.ID, "url", shard.URL, "region", shard.Region)
}

func readLimit(r *http.Request) (int, error) {
	if !r.URL.Query().Has("limit") {
		return 10, nil
	}
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		return 0, badRequest("limit must be a whole number from 1 to 100")
	}
	return limit, nil
}

// checkTexts takes pairs of a name and a value.
func checkTexts(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		// PostgreSQL's text cannot hold a NUL character.
		if value == "" || utf8.RuneCountInString(value) > 512 || strings.ContainsRune(value, 0) {
			return badRequest(fmt.Sprintf("%s must be a text of 1 to 512 characters", name))
		}
	}
	return nil
}
