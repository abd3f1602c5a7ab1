package main

// Review is what the reviews service answers at /reviews/{id}.
type Review struct {
	ProductID string  `json:"productId"`
	Rating    float64 `json:"rating"`
}

type Rating struct {
	Value *float64 `json:"value"`
	// "live" or "none".
	Source string `json:"source"`
}

// Ratings come from the reviews service. A rating that is not fresh is not worth showing, so there is no cache.
type Ratings struct {
	reviews *Dependency
}

func NewRatings(config Config) *Ratings {
	return &Ratings{reviews: NewDependency(config.ReviewsURL, config)}
}

// Breaker is the state of the reviews' breaker.
func (r *Ratings) Breaker() State {
	return r.reviews.State()
}

// Of never fails.
func (r *Ratings) Of(productID string) Rating {
	var review Review
	found, err := r.reviews.Get("/reviews/"+productID, &review)
	switch {
	case err != nil:
		return Rating{Source: "none"}
	case !found:
		return Rating{Source: "live"}
	default:
		return Rating{Value: &review.Rating, Source: "live"}
	}
}
