package main

import "sync"

type PlacedLine struct {
	ProductID string `json:"productId"`
	Quantity  int    `json:"quantity"`
}

type PlacedOrder struct {
	OrderID string       `json:"orderId"`
	Lines   []PlacedLine `json:"lines"`
}

type ShownLine struct {
	PlacedLine
	Product Info   `json:"product"`
	Rating  Rating `json:"rating"`
}

type ShownOrder struct {
	OrderID string `json:"orderId"`
	// True when at least one product is not live.
	Degraded bool        `json:"degraded"`
	Lines    []ShownLine `json:"lines"`
}

// Orders keeps the orders in memory: this lab is not about keeping them.
type Orders struct {
	products *ProductInfo
	ratings  *Ratings

	mu     sync.Mutex
	placed map[string]PlacedOrder
}

func NewOrders(products *ProductInfo, ratings *Ratings) *Orders {
	return &Orders{products: products, ratings: ratings, placed: map[string]PlacedOrder{}}
}

func (o *Orders) Place(orderID string, lines []PlacedLine) PlacedOrder {
	order := PlacedOrder{orderID, lines}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.placed[orderID] = order
	return order
}

// Show gives an order with what is known about its products. Whatever the other services do, a known order is shown.
func (o *Orders) Show(orderID string) (ShownOrder, error) {
	o.mu.Lock()
	order, found := o.placed[orderID]
	o.mu.Unlock()
	if !found {
		return ShownOrder{}, unknownOrder(orderID)
	}
	lines := make([]ShownLine, len(order.Lines))
	var asking sync.WaitGroup
	for i, line := range order.Lines {
		lines[i].PlacedLine = line
		asking.Add(2)
		go func() {
			defer asking.Done()
			lines[i].Product = o.products.Of(line.ProductID)
		}()
		go func() {
			defer asking.Done()
			lines[i].Rating = o.ratings.Of(line.ProductID)
		}()
	}
	asking.Wait()
	degraded := false
	for _, line := range lines {
		degraded = degraded || line.Product.Source != "live"
	}
	return ShownOrder{orderID, degraded, lines}, nil
}

// Breakers is what the breakers say about themselves, for a person who looks.
func (o *Orders) Breakers() map[string]any {
	state := func(state State) map[string]State { return map[string]State{"state": state} }
	return map[string]any{"catalog": state(o.products.Breaker()), "reviews": state(o.ratings.Breaker())}
}
